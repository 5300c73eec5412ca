package import Engine
package import Foundation
import GRDB
package import RunModel

extension SQLiteStore {
    package func heads(of repository: RepositoryName) async throws -> [BranchName: CommitSHA]? {
        let json = try await database.read { db in
            try String.fetchOne(db, sql: "SELECT json FROM heads WHERE repository = ?", arguments: [repository.text])
        }
        guard let json else { return nil }
        let heads = try JSONDecoder.bunsen.decode([String: CommitSHA].self, from: Data(json.utf8))
        return try Dictionary(
            uniqueKeysWithValues: heads.map { name, sha in
                guard let branch = BranchName(name) else { throw Malformed(what: "branch name", text: name) }
                return (branch, sha)
            })
    }

    package func setHeads(_ heads: [BranchName: CommitSHA], of repository: RepositoryName) async throws {
        let json = try Self.text(Dictionary(uniqueKeysWithValues: heads.map { ($0.key.text, $0.value) }))
        try await database.write { db in
            try db.execute(sql: "INSERT OR REPLACE INTO heads (repository, json) VALUES (?, ?)", arguments: [repository.text, json])
        }
    }

    package func record(_ refusal: Refusal) async throws -> Bool {
        let json = try Self.text(refusal)
        return try await database.write { db in
            try db.execute(
                sql: "INSERT OR IGNORE INTO refusals (repository, branch, sha, at, json) VALUES (?, ?, ?, ?, ?)",
                arguments: [
                    refusal.repository.text, refusal.branch.text, refusal.sha.text, refusal.at.timeIntervalSince1970, json,
                ])
            return db.changesCount == 1
        }
    }

    package func refusals(of repository: RepositoryName?, limit: Int) async throws -> [Refusal] {
        try await database.read { db in
            try String.fetchAll(
                db, sql: "SELECT json FROM refusals WHERE ?1 IS NULL OR repository = ?1 ORDER BY at DESC LIMIT ?2",
                arguments: [repository?.text, limit]
            ).map { try JSONDecoder.bunsen.decode(Refusal.self, from: Data($0.utf8)) }
        }
    }

    package func dueRefusals() async throws -> [Refusal] {
        try await database.read { db in
            try String.fetchAll(db, sql: "SELECT json FROM refusals WHERE told = 0 ORDER BY at LIMIT 100")
                .map { try JSONDecoder.bunsen.decode(Refusal.self, from: Data($0.utf8)) }
        }
    }

    package func settle(_ refusal: Refusal) async throws {
        try await database.write { db in
            try db.execute(
                sql: "UPDATE refusals SET told = 1 WHERE repository = ? AND branch = ? AND sha = ?",
                arguments: [refusal.repository.text, refusal.branch.text, refusal.sha.text])
        }
    }

    static func enqueueReport(_ db: Database, _ run: Run) throws {
        guard let due = run.endedAt?.timeIntervalSince1970 else { return }
        try db.execute(
            sql: "INSERT OR REPLACE INTO outbox (run, first_due_at, due_at) VALUES (?, ?, ?)", arguments: [run.id.text, due, due])
    }

    package func dueReports(at time: Date) async throws -> [PendingReport] {
        try await database.read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM outbox WHERE due_at <= ? ORDER BY due_at", arguments: [time.timeIntervalSince1970]
            ).compactMap { row in
                guard let id = RunID(row["run"] as String) else { return nil }
                return PendingReport(
                    run: id, firstDueAt: Date(timeIntervalSince1970: row["first_due_at"]), tries: row["tries"])
            }
        }
    }

    package func settle(_ report: PendingReport, retryAt: Date?, problem: String?) async throws {
        let (run, due) = (report.run.text, report.firstDueAt.timeIntervalSince1970)
        try await database.write { db in
            if let retryAt {
                try db.execute(
                    sql: "UPDATE outbox SET due_at = ?, tries = tries + 1, problem = ? WHERE run = ? AND first_due_at = ?",
                    arguments: [retryAt.timeIntervalSince1970, problem, run, due])
            } else {
                try db.execute(sql: "DELETE FROM outbox WHERE run = ? AND first_due_at = ?", arguments: [run, due])
            }
        }
    }
}
