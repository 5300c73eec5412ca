import Engine
package import Hummingbird
package import Logging
import RunModel

/// All routes; the same on the socket and over TCP.
package enum WebRouter {
    package static func make(_ web: WebSurroundings, transport: Transport, logger: Logger) -> Router<WebContext> {
        let router = Router(context: WebContext.self)
        router.addMiddleware {
            ErrorMiddleware(logger: logger)
            APIAccess(transport: transport, trusted: { web.settings().proxies })
        }
        router.get("healthz") { _, _ in "ok\n" }
        router.get("readyz") { _, _ in
            do {
                _ = try await web.store.runs(RunFilter(), limit: 1)
            } catch {
                logger.error("the store does not answer", metadata: ["error": "\(error)"])
                throw APIError(
                    status: 503, code: "not_ready", message: "The store does not answer.", remedy: "Look at the service's log.")
            }
            return "ok\n"
        }
        let api = router.group("api/v1")
        RunRoutes(web: web).add(to: api)
        SweepRoutes(web: web).add(to: api)
        ServiceRoutes(web: web).add(to: api)
        if let links = web.links {
            RunPages(web: web, links: links, now: web.now).add(to: router, peer: { $0.peer })
            SweepPages(web: web, links: links).add(to: router, peer: { $0.peer })
        }
        if let hooks = web.hooks { HookRoutes(desk: hooks, largestBody: web.largestDelivery).add(to: router) }
        return router
    }
}
