import Engine
package import FoundationEssentials
import HTTPTypes
package import Hummingbird
import RunModel

/// `GET /runs/RUNID`: the page of a run, for people; and `GET /runs/RUNID/plots/FILE`, the drawings that it shows.
package struct RunPages: Sendable {
    private let web: WebSurroundings
    private let access: PageAccess
    private let now: @Sendable () -> Date

    package init(web: WebSurroundings, links: RunLinks, now: @escaping @Sendable () -> Date) {
        self.web = web
        self.now = now
        access = PageAccess(links: links)
    }

    /// - Parameter peer: who is at the other end of the request's connection; see ``WebContext``.
    package func add<Context: RequestContext>(
        to router: Router<Context>, peer: @escaping @Sendable (Context) -> WebPeer
    ) {
        router.get("runs/:id") { request, context in
            try await page(try context.parameters.require("id"), request, peer(context))
        }
        router.head("runs/:id") { request, context in
            try await page(try context.parameters.require("id"), request, peer(context))
                .createHeadResponse()
        }
        router.get("runs/:id/plots/:file") { request, context in
            try await drawing(
                try context.parameters.require("file"), of: try context.parameters.require("id"), request, peer(context))
        }
    }

    private func page(_ name: String, _ request: Request, _ peer: WebPeer) async throws -> Response {
        let (verdict, signature) = verdict(name, request, peer)
        return switch verdict {
        case .refused: Self.notFound
        case .run(let id): try await show(id.text, signature)
        case .any: try await show(name, nil)
        }
    }

    private func verdict(_ name: String, _ request: Request, _ peer: WebPeer) -> (PageAccess.Verdict, signature: String?) {
        let caller = WebCaller(
            peer: peer, authority: request.head.authority, headers: request.headers, trusted: web.settings().proxies)
        let signature = request.uri.queryParameters["sig"].map(String.init)
        return (access.verdict(name: name, signature: signature, caller: caller), signature)
    }

    /// Only one that the run's report names.
    private func drawing(_ file: String, of name: String, _ request: Request, _ peer: WebPeer) async throws -> Response {
        guard verdict(name, request, peer).0 != .refused, let id = RunID(name), let run = try await web.store.run(id),
            run.report?.plots?.drawings.contains(where: { $0.file == file }) == true, let svg = await web.drawing(run, file)
        else { return Self.notFound }
        return PageResponse.drawing(svg)
    }

    private func show(_ name: String, _ signature: String?) async throws -> Response {
        let run: Run
        do {
            run = try await RunLookup.find(name, in: web.store)
        } catch let error as APIError {
            guard let candidates = error.candidates else { return Self.notFound }
            return PageResponse.make(
                PlainPages.ambiguous(candidates.compactMap { RunID($0) }), status: .conflict)
        }
        let document = await web.document(run)
        let tail = await LogTailReader(executors: web.executors).tail(of: run)
        let page = RunPage(
            run, progress: document.progress, queueReason: document.queueReason, tail: tail, signature: signature,
            now: now())
        return PageResponse.make(page.html)
    }

    private static var notFound: Response {
        PageResponse.make(PlainPages.notFound, status: .notFound)
    }
}
