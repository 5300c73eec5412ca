package import Engine
import Foundation
import GRDB
package import RunModel

/// Sweeps, and where their runs stand: a small row for each run, written by the transaction that changes the run.
extension SQLiteStore {
    package func take(_ sweep: Sweep) async throws -> TakenSweep {
        let json = try Self.text(sweep)
        return try await database.write { db in
            if try Self.isResult(sweep.sha, of: sweep.repository, db) { return .result }
            guard var known = try Self.sweeps(db, "key = ?", [sweep.key]).first else {
                try db.execute(
                    sql: "INSERT INTO sweeps (id, key, repository, accepted_at, json) VALUES (?, ?, ?, ?, ?)",
                    arguments: [sweep.id.text, sweep.key, sweep.repository.text, sweep.acceptedAt.timeIntervalSince1970, json])
                return .new(sweep)
            }
            let joining = sweep.branches.filter { !known.branches.contains($0) }
            if !joining.isEmpty {
                known.branches += joining
                try Self.save(db, known)
            }
            return .known(known)
        }
    }

    @discardableResult
    package func fill(_ id: SweepID, with runs: [Run], _ change: @Sendable (inout Sweep) -> Void) async throws -> Sweep {
        let rows = try runs.map(RunRow.init)
        return try await withoutActuallyEscaping(change) { change in
            try await database.write { db in
                guard var sweep = try Self.sweeps(db, "id = ?", [id.text]).first else { throw RunStoreError.noSuchSweep(id) }
                guard sweep.count == nil, sweep.problem == nil else { return sweep }
                change(&sweep)
                try Self.save(db, sweep)
                for row in rows { try Self.take(row, into: sweep, db) }
                return sweep
            }
        }
    }

    private static func take(_ row: RunRow, into sweep: Sweep, _ db: Database) throws {
        guard let membership = row.run.sweep else { return }
        let known = try run(db, "key = ?", [row.key])
        if known == nil { try insert(db, row) }
        let standing = Standing(
            of: known ?? row.run, number: membership.number, parameters: membership.parameters, metric: sweep.options.metric)
        try db.cachedStatement(sql: "INSERT INTO sweep_runs (sweep, number, run, standing) VALUES (?, ?, ?, ?)")
            .execute(arguments: [sweep.id.text, standing.number, standing.run.text, try text(standing)])
    }

    package func sweep(_ id: SweepID) async throws -> Sweep? {
        try await database.read { try Self.sweeps($0, "id = ?", [id.text]).first }
    }

    package func sweeps(withPrefix prefix: String, limit: Int) async throws -> [Sweep] {
        let end = prefix + "\u{10FFFF}"
        return try await database.read { try Self.sweeps($0, "id >= ? AND id < ? ORDER BY id DESC LIMIT ?", [prefix, end, limit]) }
    }

    package func sweeps(of repository: RepositoryName?, limit: Int) async throws -> [Sweep] {
        try await database.read { db in
            try Self.sweeps(
                db, "?1 IS NULL OR repository = ?1 ORDER BY accepted_at DESC, id DESC LIMIT ?2", [repository?.text, limit])
        }
    }

    package func openSweeps() async throws -> [Sweep] {
        try await database.read { try Self.sweeps($0, "closed_at IS NULL ORDER BY accepted_at, id", []) }
    }

    package func standings(of id: SweepID) async throws -> [Standing] {
        let texts = try await database.read { db in
            try String.fetchAll(db, sql: "SELECT standing FROM sweep_runs WHERE sweep = ? ORDER BY number", arguments: [id.text])
        }
        let decoder = JSONDecoder.bunsen
        return try texts.map { try decoder.decode(Standing.self, from: Data($0.utf8)) }
    }

    @discardableResult
    package func update(_ id: SweepID, _ change: @Sendable (inout Sweep) throws -> Void) async throws -> Sweep {
        try await withoutActuallyEscaping(change) { change in
            try await database.write { db in
                guard var sweep = try Self.sweeps(db, "id = ?", [id.text]).first else { throw RunStoreError.noSuchSweep(id) }
                try change(&sweep)
                try Self.save(db, sweep)
                return sweep
            }
        }
    }

    /// Writes down where a run stands in the sweeps that it is in. One that goes on opens a sweep whose end was told.
    static func place(_ db: Database, _ run: Run) throws {
        let statement = try db.cachedStatement(
            sql: """
                SELECT sweep_runs.sweep, sweep_runs.number, sweep_runs.standing, sweeps.metric, sweeps.closed_at FROM sweep_runs
                JOIN sweeps ON sweeps.id = sweep_runs.sweep WHERE sweep_runs.run = ?
                """)
        for row in try Row.fetchAll(statement, arguments: [run.id.text]) {
            let (sweep, number): (String, Int) = (row["sweep"], row["number"])
            let former = try JSONDecoder.bunsen.decode(Standing.self, from: Data((row["standing"] as String).utf8))
            let metric = (row["metric"] as String?).flatMap { MetricName($0) }
            let standing = Standing(of: run, number: number, parameters: former.parameters, metric: metric)
            guard standing != former else { continue }
            try db.cachedStatement(sql: "UPDATE sweep_runs SET standing = ? WHERE sweep = ? AND number = ?")
                .execute(arguments: [try text(standing), sweep, number])
            guard (row["closed_at"] as Double?) != nil, !standing.isEnded, var whole = try sweeps(db, "id = ?", [sweep]).first else {
                continue
            }
            whole.closedAt = nil
            try save(db, whole)
        }
    }

    private static func sweeps(_ db: Database, _ condition: String, _ arguments: StatementArguments) throws -> [Sweep] {
        let decoder = JSONDecoder.bunsen
        return try String.fetchAll(db, sql: "SELECT json FROM sweeps WHERE \(condition)", arguments: arguments)
            .map { try decoder.decode(Sweep.self, from: Data($0.utf8)) }
    }

    private static func save(_ db: Database, _ sweep: Sweep) throws {
        try db.execute(
            sql: "UPDATE sweeps SET closed_at = ?, metric = ?, json = ? WHERE id = ?",
            arguments: [
                sweep.closedAt?.timeIntervalSince1970, sweep.options.metric?.description, try text(sweep), sweep.id.text,
            ])
    }

    /// The tables, and the lane of each run that is there.
    static func makeSweeps(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE sweeps (id TEXT PRIMARY KEY, key TEXT NOT NULL UNIQUE, repository TEXT NOT NULL,
                    accepted_at REAL NOT NULL, closed_at REAL, metric TEXT, json TEXT NOT NULL) STRICT;
                CREATE INDEX sweeps_open ON sweeps (accepted_at, id) WHERE closed_at IS NULL;
                CREATE TABLE sweep_runs (sweep TEXT NOT NULL, number INTEGER NOT NULL, run TEXT NOT NULL, standing TEXT NOT NULL,
                    PRIMARY KEY (sweep, number)) STRICT;
                CREATE INDEX sweep_runs_by_run ON sweep_runs (run);
                ALTER TABLE runs ADD COLUMN lane TEXT NOT NULL DEFAULT '';
                UPDATE runs SET lane = ifnull(json_extract(json, '$.requestedBy'), '') WHERE state = 'accepted';
                DROP INDEX runs_in_queue;
                CREATE INDEX runs_in_lanes ON runs (repository, lane, accepted_at, id) WHERE state = 'accepted';
                """)
    }
}
