package import Engine
package import Foundation
import GRDB
import RunModel

extension SQLiteStore {
    /// What an earlier end has still to be told gives way: the message would tell of this one.
    static func enqueueMessage(_ db: Database, _ run: Run) throws {
        guard let due = run.endedAt?.timeIntervalSince1970 else { return }
        try db.execute(sql: "DELETE FROM messages WHERE run = ?", arguments: [run.id.text])
        try db.execute(sql: "INSERT INTO messages (run, rule, ended_at, due_at) VALUES (?, '', ?, ?)", arguments: [run.id.text, due, due])
    }

    package func dueMessages(at time: Date) async throws -> [PendingMessage] {
        try await database.read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM messages WHERE due_at <= ? ORDER BY due_at LIMIT 100", arguments: [time.timeIntervalSince1970]
            ).compactMap { row in
                guard let id = RunID(row["run"] as String) else { return nil }
                let rule: String = row["rule"]
                return PendingMessage(run: id, rule: rule.isEmpty ? nil : rule, endedAt: row["ended_at"], tries: row["tries"])
            }
        }
    }

    package func address(_ message: PendingMessage, to rules: [String]) async throws {
        let (run, ended) = (message.run.text, message.endedAt)
        try await database.write { db in
            try db.execute(sql: "DELETE FROM messages WHERE run = ? AND rule = '' AND ended_at = ?", arguments: [run, ended])
            // The run has ended anew meanwhile: that end is told instead.
            guard db.changesCount == 1 else { return }
            for rule in rules {
                try db.execute(
                    sql: "INSERT INTO messages (run, rule, ended_at, due_at) VALUES (?, ?, ?, ?)", arguments: [run, rule, ended, ended])
            }
        }
    }

    package func settle(_ message: PendingMessage, retryAt: Date?, problem: String?) async throws {
        let (run, rule, ended) = (message.run.text, message.rule ?? "", message.endedAt)
        try await database.write { db in
            if let retryAt {
                try db.execute(
                    sql: "UPDATE messages SET due_at = ?, tries = tries + 1, problem = ? WHERE run = ? AND rule = ? AND ended_at = ?",
                    arguments: [retryAt.timeIntervalSince1970, problem, run, rule, ended])
            } else {
                try db.execute(sql: "DELETE FROM messages WHERE run = ? AND rule = ? AND ended_at = ?", arguments: [run, rule, ended])
            }
        }
    }
}
