import Engine
import FoundationEssentials
import HTTPTypes
import Hummingbird
import RunModel

/// `/api/v1/sweeps` and what is below it.
struct SweepRoutes: Sendable {
    let web: WebSurroundings

    func add(to group: RouterGroup<WebContext>) {
        group.get("sweeps") { request, _ in try await list(request) }
        group.get("sweeps/:id") { _, context in JSON.response(try await document(try await find(context))) }
        group.post("sweeps/:id/cancel") { _, context in
            let sweep = try await find(context)
            return try await possible {
                JSON.response(try await document(try await web.engine.cancel(sweep.id)), status: .accepted)
            }
        }
        group.post("sweeps/:id/retry") { _, context in
            let sweep = try await find(context)
            return try await possible {
                _ = try await web.engine.retry(sweep.id)
                return JSON.response(try await document(try await web.store.sweep(sweep.id) ?? sweep), status: .accepted)
            }
        }
    }

    private func find(_ context: WebContext) async throws -> Sweep {
        try await SweepLookup.find(try context.parameters.require("id"), in: web.store)
    }

    private func document(_ sweep: Sweep) async throws -> SweepDocument {
        SweepDocument(sweep, Leaderboard(sweep, try await web.store.standings(of: sweep.id)))
    }

    private func list(_ request: Request) async throws -> Response {
        var repository: RepositoryName?
        if let text = request.uri.queryParameters["repository"] {
            guard let name = RepositoryName(url: String(text)) ?? RepositoryName(String(text)) else {
                throw APIError.badRequest("`repository` is not a repository's name.", remedy: "Give host/path, or an absolute path.")
            }
            repository = name
        }
        var documents: [SweepDocument] = []
        for sweep in try await web.store.sweeps(of: repository, limit: 50) {
            var document = try await document(sweep)
            document.runs = []
            documents.append(document)
        }
        return JSON.response(SweepList(sweeps: documents))
    }

    /// What a sweep's state forbids is the asker's matter, not a defect.
    private func possible(_ work: () async throws -> Response) async throws -> Response {
        do {
            return try await work()
        } catch let error as Engine.NotPossible {
            throw APIError(
                status: 409, code: "not_possible", message: "\(error.description).",
                remedy: "`bunsen sweep show` tells where the sweep stands.")
        }
    }
}
