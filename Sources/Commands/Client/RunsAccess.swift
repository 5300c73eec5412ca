import Engine
import Foundation
import Logging
import NIOCore
import RunModel
import SQLiteStore
import Settings
import Web

/// The runs of a state directory: through its service where one answers, else straight from the store.
protocol RunsAccess: Sendable {
    /// A service does the work; without one, nothing moves on.
    var isService: Bool { get }
    func list(repository: String?, states: [String], limit: Int) async throws -> [RunDocument]
    func show(_ id: String) async throws -> RunDocument
    func cancel(_ id: String) async throws -> RunDocument
    func retry(_ id: String) async throws -> RunDocument
    func log(_ id: String, follow: Bool, _ take: (LogLine) async throws -> Void) async throws
}

extension ServiceClient: RunsAccess {
    var isService: Bool { true }

    func list(repository: String?, states: [String], limit: Int) async throws -> [RunDocument] {
        var query = ["limit=\(limit)"]
        if let repository { query.append("repository=\(Self.escape(repository))") }
        if !states.isEmpty { query.append("state=\(Self.escape(states.joined(separator: ",")))") }
        let answer: RunList = try await get("/api/v1/runs?\(query.joined(separator: "&"))")
        return answer.runs
    }

    func show(_ id: String) async throws -> RunDocument { try await get("/api/v1/runs/\(Self.escape(id))") }

    func cancel(_ id: String) async throws -> RunDocument {
        try await post("/api/v1/runs/\(Self.escape(id))/cancel", timeout: .minutes(2))
    }

    func retry(_ id: String) async throws -> RunDocument { try await post("/api/v1/runs/\(Self.escape(id))/retry") }
}

/// Without a service: the store and the executors' logs are there all the same. Looking at runs opens nothing else.
struct DirectAccess: RunsAccess {
    let loaded: LoadedSettings
    let options: StateOptions

    var isService: Bool { false }

    func list(repository: String?, states: [String], limit: Int) async throws -> [RunDocument] {
        guard let store = try store else { return [] }
        var filter = RunFilter()
        if let repository { filter.repository = loaded.settings.repository(url: repository) ?? RepositoryName(repository) }
        if !states.isEmpty { filter.states = Set(states) }
        return try await store.runs(filter, limit: limit).map { RunDocument($0, inList: true) }
    }

    func show(_ id: String) async throws -> RunDocument { RunDocument(try await find(id)) }

    func cancel(_ id: String) async throws -> RunDocument {
        let (run, parts) = (try await find(id), try parts)
        return RunDocument(try await possible { try await parts.engine.cancel(run.id) })
    }

    func retry(_ id: String) async throws -> RunDocument {
        let (run, parts) = (try await find(id), try parts)
        return RunDocument(try await possible { try await parts.engine.retry(run.id) })
    }

    func log(_ id: String, follow: Bool, _ take: (LogLine) async throws -> Void) async throws {
        let (run, parts) = (try await find(id), try parts)
        // Nothing changes the run's state while no service is up, so following would never end.
        try await RunLog(store: parts.store, executors: parts.executors).read(run.id, follow: false, take)
    }

    /// Nil where there never was a service.
    var store: SQLiteStore? {
        get throws {
            let path = StateDirectory(loaded.settings).store
            guard FileManager.default.fileExists(atPath: path) else { return nil }
            do {
                return try SQLiteStore(reading: path)
            } catch {
                throw CommandFailure(
                    .failed, code: "no_store", "The store \(path) cannot be opened: \(error).", remedy: "Look at its permissions.")
            }
        }
    }

    var parts: ServiceParts {
        get throws { try ServiceParts(loaded, options: options, logger: Logs.logger(level: .error)) }
    }

    private func find(_ id: String) async throws -> Run {
        guard let store = try store else { throw APIError.notFound(run: id) }
        return try await RunLookup.find(id, in: store)
    }

    private func possible(_ work: () async throws -> Run) async throws -> Run {
        do {
            return try await work()
        } catch let error as Engine.NotPossible {
            throw CommandFailure(
                .failed, code: "not_possible", "\(error.description).", remedy: "`bunsen runs show` tells where the run stands.")
        }
    }
}

/// Finds the way to the runs.
enum Access {
    static func open(_ options: StateOptions) throws -> any RunsAccess & SweepsAccess {
        let loaded = try options.load()
        if let client = try ServiceClient.find(StateDirectory(loaded.settings)) { return client }
        return DirectAccess(loaded: loaded, options: options)
    }
}
