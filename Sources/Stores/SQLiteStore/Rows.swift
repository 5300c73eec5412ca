import Engine
import Foundation
import GRDB
import RunModel

extension SQLiteStore {
    static func run(_ db: Database, _ condition: String, _ arguments: StatementArguments) throws -> Run? {
        try runs(db, condition, arguments).first
    }

    static func runs(_ db: Database, _ condition: String, _ arguments: StatementArguments) throws -> [Run] {
        let decoder = JSONDecoder.bunsen
        let statement = try db.cachedStatement(sql: "SELECT json FROM runs WHERE \(condition)")
        return try String.fetchAll(statement, arguments: arguments)
            .map { try decoder.decode(Run.self, from: Data($0.utf8)) }
    }

    /// - Throws: ``RunStoreError/idIsTaken(_:)``; the key must be new.
    static func insert(_ db: Database, _ row: RunRow) throws {
        let run = row.run
        do {
            try db.cachedStatement(
                sql: """
                    INSERT INTO runs (id, key, repository, lane, accepted_at, state, result_commit, json) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """
            ).execute(arguments: [
                run.id.text, row.key, run.request.repository.text, run.lane, run.acceptedAt.timeIntervalSince1970, run.state.name,
                run.result?.commit.text, row.json,
            ])
        } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_CONSTRAINT_PRIMARYKEY {
            throw RunStoreError.idIsTaken(run.id)
        }
    }

    static func save(_ db: Database, _ run: Run) throws {
        try db.cachedStatement(sql: "UPDATE runs SET state = ?, result_commit = ?, json = ? WHERE id = ?")
            .execute(arguments: [run.state.name, run.result?.commit.text, try text(run), run.id.text])
    }

    /// A run that changed nothing has its own trigger as its result: that commit stays a trigger.
    static func isResult(_ sha: CommitSHA, of repository: RepositoryName, _ db: Database) throws -> Bool {
        let statement = try db.cachedStatement(
            sql: """
                SELECT EXISTS (SELECT 1 FROM runs WHERE result_commit = ? AND repository = ?
                    AND json_extract(json, '$.request.sha') <> result_commit)
                """)
        return try Bool.fetchOne(statement, arguments: [sha.text, repository.text]) ?? false
    }

    /// Lanes that have runs in the queue, as their repository and name. Goes from one to the next in the index, so that a long
    /// queue is not read.
    static func waitingLanes(_ db: Database) throws -> [(repository: String, lane: String)] {
        var lanes: [(repository: String, lane: String)] = []
        let next = try db.cachedStatement(
            sql: """
                SELECT repository, lane FROM runs INDEXED BY runs_in_lanes
                WHERE state = 'accepted' AND (repository, lane) > (?, ?) ORDER BY repository, lane LIMIT 1
                """)
        // Before all others: no repository has an empty name.
        var last = ("", "")
        while let row = try Row.fetchOne(next, arguments: [last.0, last.1]) {
            last = (row["repository"], row["lane"])
            lanes.append((last.0, last.1))
        }
        return lanes
    }

    static func text(_ value: some Encodable) throws -> String {
        String(decoding: try JSONEncoder.bunsen.encode(value), as: UTF8.self)
    }

    /// Each step stays as it was released; a change of the schema is a further step.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("runs") { db in
            try db.execute(
                sql: """
                    CREATE TABLE runs (id TEXT PRIMARY KEY, key TEXT NOT NULL UNIQUE, repository TEXT NOT NULL,
                        state TEXT NOT NULL, accepted_at REAL NOT NULL, result_commit TEXT, json TEXT NOT NULL) STRICT;
                    CREATE INDEX runs_by_state ON runs (state, accepted_at);
                    CREATE INDEX runs_by_repository ON runs (repository, accepted_at);
                    CREATE INDEX runs_by_result ON runs (result_commit);
                    """)
        }
        migrator.registerMigration("heads, refusals, outbox") { db in
            try db.execute(
                sql: """
                    CREATE TABLE heads (repository TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT;
                    CREATE TABLE refusals (repository TEXT NOT NULL, branch TEXT NOT NULL, sha TEXT NOT NULL,
                        at REAL NOT NULL, told INTEGER NOT NULL DEFAULT 0, json TEXT NOT NULL, PRIMARY KEY (repository, branch, sha)) STRICT;
                    CREATE TABLE outbox (run TEXT PRIMARY KEY, first_due_at REAL NOT NULL, due_at REAL NOT NULL,
                        tries INTEGER NOT NULL DEFAULT 0, problem TEXT) STRICT;
                    """)
        }
        migrator.registerMigration("the queue of each repository") { db in
            try db.execute(sql: "CREATE INDEX runs_in_queue ON runs (repository, accepted_at, id) WHERE state = 'accepted'")
        }
        migrator.registerMigration("messages") { db in
            // An empty rule: which rules tell of the end is still to be found out.
            try db.execute(
                sql: """
                    CREATE TABLE messages (run TEXT NOT NULL, rule TEXT NOT NULL, ended_at REAL NOT NULL, due_at REAL NOT NULL,
                        tries INTEGER NOT NULL DEFAULT 0, problem TEXT, PRIMARY KEY (run, rule)) STRICT;
                    """)
        }
        migrator.registerMigration("usage") { try makeUsage($0) }
        migrator.registerMigration("sweeps") { try makeSweeps($0) }
        return migrator
    }
}
