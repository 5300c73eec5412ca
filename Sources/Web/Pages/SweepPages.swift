import Engine
import HTTPTypes
package import Hummingbird
import RunModel

/// `GET /sweeps/SWEEPID`: the page of a sweep, for people.
package struct SweepPages: Sendable {
    private let web: WebSurroundings
    private let access: PageAccess

    package init(web: WebSurroundings, links: RunLinks) {
        self.web = web
        access = PageAccess(links: links)
    }

    /// - Parameter peer: who is at the other end of the request's connection; see ``WebContext``.
    package func add<Context: RequestContext>(to router: Router<Context>, peer: @escaping @Sendable (Context) -> WebPeer) {
        router.get("sweeps/:id") { request, context in
            try await page(try context.parameters.require("id"), request, peer(context))
        }
        router.head("sweeps/:id") { request, context in
            try await page(try context.parameters.require("id"), request, peer(context)).createHeadResponse()
        }
    }

    private func page(_ name: String, _ request: Request, _ peer: WebPeer) async throws -> Response {
        let caller = WebCaller(
            peer: peer, authority: request.head.authority, headers: request.headers, trusted: web.settings().proxies)
        let signature = request.uri.queryParameters["sig"].map(String.init)
        guard let id = SweepID(name), access.mayShow(sweep: id, signature: signature, caller: caller),
            let sweep = try await web.store.sweep(id)
        else { return PageResponse.make(PlainPages.notFound, status: .notFound) }
        let board = Leaderboard(sweep, try await web.store.standings(of: id))
        return PageResponse.make(SweepPage(sweep, board) { access.path(of: $0, isSigned: signature != nil) }.html)
    }
}
