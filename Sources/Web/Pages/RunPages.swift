import Engine
package import FoundationEssentials
import HTTPTypes
package import Hummingbird
import RunModel

/// `GET /runs/RUNID`: the page of a run, for people.
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
    }

    private func page(_ name: String, _ request: Request, _ peer: WebPeer) async throws -> Response {
        let trusted = web.settings().proxies
        let caller = WebCaller(
            peer: peer, authority: request.head.authority, headers: request.headers, trusted: trusted)
        let signature = request.uri.queryParameters["sig"].map(String.init)
        switch access.verdict(name: name, signature: signature, caller: caller) {
        case .refused: return Self.notFound
        case .run(let id): return try await show(id.text)
        case .any: return try await show(name)
        }
    }

    private func show(_ name: String) async throws -> Response {
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
            run, progress: document.progress, queueReason: document.queueReason, tail: tail, now: now())
        return PageResponse.make(page.html)
    }

    private static var notFound: Response {
        PageResponse.make(PlainPages.notFound, status: .notFound)
    }
}
