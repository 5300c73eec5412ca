import Foundation
import GRDB
import RunModel

extension SQLiteStore {
    static func run(_ db: Database, _ condition: String, _ arguments: StatementArguments) throws -> Run? {
        try runs(db, condition, arguments).first
    }

    static func runs(_ db: Database, _ condition: String, _ arguments: StatementArguments) throws -> [Run] {
        let decoder = JSONDecoder.bunsen
        return try String.fetchAll(db, sql: "SELECT json FROM runs WHERE \(condition)", arguments: arguments)
            .map { try decoder.decode(Run.self, from: Data($0.utf8)) }
    }

    static func insert(_ db: Database, _ run: Run) throws {
        try db.execute(
            sql: """
                INSERT INTO runs (id, key, repository, accepted_at, state, result_commit, json) VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                run.id.text, run.key.hex, run.request.repository.text, run.acceptedAt.timeIntervalSince1970, run.state.name,
                run.result?.commit.text, try text(run),
            ])
    }

    static func save(_ db: Database, _ run: Run) throws {
        try db.execute(
            sql: "UPDATE runs SET state = ?, result_commit = ?, json = ? WHERE id = ?",
            arguments: [run.state.name, run.result?.commit.text, try text(run), run.id.text])
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
        return migrator
    }
}
