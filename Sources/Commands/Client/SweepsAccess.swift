import Engine
import NIOCore
import RunModel
import SQLiteStore
import Settings
import Web

/// The sweeps of a state directory: through its service where one answers, else straight from the store.
protocol SweepsAccess: Sendable {
    func sweeps(of repository: String?) async throws -> [SweepDocument]
    func sweep(_ id: String) async throws -> SweepDocument
    func cancelSweep(_ id: String) async throws -> SweepDocument
    func retrySweep(_ id: String) async throws -> SweepDocument
}

extension ServiceClient: SweepsAccess {
    func sweeps(of repository: String?) async throws -> [SweepDocument] {
        let answer: SweepList = try await get("/api/v1/sweeps\(repository.map { "?repository=\(Self.escape($0))" } ?? "")")
        return answer.sweeps
    }

    func sweep(_ id: String) async throws -> SweepDocument { try await get("/api/v1/sweeps/\(Self.escape(id))") }

    func cancelSweep(_ id: String) async throws -> SweepDocument {
        try await post("/api/v1/sweeps/\(Self.escape(id))/cancel", timeout: .minutes(5))
    }

    func retrySweep(_ id: String) async throws -> SweepDocument { try await post("/api/v1/sweeps/\(Self.escape(id))/retry") }
}

extension DirectAccess: SweepsAccess {
    func sweeps(of repository: String?) async throws -> [SweepDocument] {
        guard let store = try store else { return [] }
        let name = repository.flatMap { loaded.settings.repository(url: $0) ?? RepositoryName($0) }
        var documents: [SweepDocument] = []
        for sweep in try await store.sweeps(of: name, limit: 50) { documents.append(try await Self.document(sweep, store)) }
        return documents
    }

    func sweep(_ id: String) async throws -> SweepDocument {
        let store = try await sweepStore(id)
        return try await Self.document(try await SweepLookup.find(id, in: store), store)
    }

    func cancelSweep(_ id: String) async throws -> SweepDocument {
        let (sweep, parts) = (try await SweepLookup.find(id, in: try await sweepStore(id)), try parts)
        return try await possible(sweep, parts) { _ = try await parts.engine.cancel(sweep.id) }
    }

    func retrySweep(_ id: String) async throws -> SweepDocument {
        let (sweep, parts) = (try await SweepLookup.find(id, in: try await sweepStore(id)), try parts)
        return try await possible(sweep, parts) { _ = try await parts.engine.retry(sweep.id) }
    }

    private func sweepStore(_ id: String) async throws -> any RunStore {
        guard let store = try store else {
            throw APIError(
                status: 404, code: "not_found", message: "There is no sweep “\(id.prefix(60))”.",
                remedy: "`bunsen sweep list` shows the sweeps there are.")
        }
        return store
    }

    private func possible(_ sweep: Sweep, _ parts: ServiceParts, _ work: () async throws -> Void) async throws -> SweepDocument {
        do {
            try await work()
        } catch let error as Engine.NotPossible {
            throw CommandFailure(
                .failed, code: "not_possible", "\(error.description).", remedy: "`bunsen sweep show` tells where the sweep stands.")
        }
        return try await Self.document(try await parts.store.sweep(sweep.id) ?? sweep, parts.store)
    }

    private static func document(_ sweep: Sweep, _ store: any RunStore) async throws -> SweepDocument {
        SweepDocument(sweep, Leaderboard(sweep, try await store.standings(of: sweep.id)))
    }
}
