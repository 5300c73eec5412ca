package import Engine
import Foundation
import GRDB
package import RunModel

/// The runs of one service in one SQLite file. A run is kept as its JSON; the columns beside it are for finding it.
package struct SQLiteStore: RunStore {
    let database: DatabasePool
    private let takes: GroupedTakes

    /// Opens the file at `path`, or makes it. Every commit is on the disk when it returns: WAL with `synchronous=FULL`.
    package init(path: String) throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        database = try DatabasePool(path: path, configuration: configuration)
        // Not where connections are prepared: a pool sets NORMAL after that.
        try database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        takes = Self.takes(database)
        try Self.migrator.migrate(database)
    }

    /// Opens a file that is there, for looking only.
    package init(reading path: String) throws {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        database = try DatabasePool(path: path, configuration: configuration)
        takes = Self.takes(database)
    }

    /// What SQLite waits for before a commit returns: 2 is FULL, the disk itself.
    package var synchronous: Int {
        get throws { try database.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA synchronous") ?? -1 } }
    }

    package func take(_ run: Run) async throws -> Taken { try await takes.take(RunRow(run)) }

    package func run(_ id: RunID) async throws -> Run? {
        try await database.read { try Self.run($0, "id = ?", [id.text]) }
    }

    package func run(withKey key: RunKey) async throws -> Run? {
        try await database.read { try Self.run($0, "key = ?", [key.hex]) }
    }

    package func runs(withPrefix prefix: String, limit: Int) async throws -> [Run] {
        // A range, not LIKE: `%` and `_` in what a person types stay what they are. Ids are ASCII.
        let end = prefix + "\u{10FFFF}"
        return try await database.read { db in
            try Self.runs(db, "id >= ? AND id < ? ORDER BY id DESC LIMIT ?", [prefix, end, limit])
        }
    }

    package func runs(_ filter: RunFilter, limit: Int) async throws -> [Run] {
        var conditions = ["1"]
        var arguments = StatementArguments()
        if let repository = filter.repository {
            conditions.append("repository = ?")
            arguments += [repository.text]
        }
        if let states = filter.states {
            conditions.append("state IN (\(states.map { _ in "?" }.joined(separator: ",")))")
            arguments += StatementArguments(states.sorted())
        }
        arguments += [limit]
        let sql = conditions.joined(separator: " AND ") + " ORDER BY accepted_at DESC, id DESC LIMIT ?"
        return try await database.read { [arguments] in try Self.runs($0, sql, arguments) }
    }

    package func openRuns() async throws -> [Run] {
        try await database.read { db in
            try Self.runs(
                db, "state IN ('accepted','submitted','running','publishing','waiting') ORDER BY accepted_at, id", [])
        }
    }

    package func frontRuns(perLane limit: Int) async throws -> [Run] {
        try await database.read { db in
            var front = try Self.runs(db, "state IN ('submitted','running','publishing','waiting')", [])
            for (repository, lane) in limit > 0 ? try Self.waitingLanes(db) : [] {
                front += try Self.runs(
                    db, "state = 'accepted' AND repository = ? AND lane = ? ORDER BY accepted_at, id LIMIT ?", [repository, lane, limit])
            }
            return front.sorted { ($0.acceptedAt, $0.id.text) < ($1.acceptedAt, $1.id.text) }
        }
    }

    @discardableResult
    package func update(_ id: RunID, _ change: @Sendable (inout Run) throws -> Void) async throws -> Run {
        try await withoutActuallyEscaping(change) { change in
            try await database.write { db in
                guard var run = try Self.run(db, "id = ?", [id.text]) else { throw RunStoreError.noSuchRun(id) }
                let before = run
                try change(&run)
                try Self.save(db, run)
                if run.attempts != before.attempts { try Self.count(db, run, before: before.endedUsage) }
                try Self.place(db, run)
                if run.state.isEnded, !before.state.isEnded {
                    try Self.enqueueReport(db, run)
                    try Self.enqueueMessage(db, run)
                }
                return run
            }
        }
    }

    package func isResult(_ sha: CommitSHA, of repository: RepositoryName) async throws -> Bool {
        try await database.read { try Self.isResult(sha, of: repository, $0) }
    }
}
