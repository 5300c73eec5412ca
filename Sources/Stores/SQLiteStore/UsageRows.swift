import Foundation
import GRDB
package import RunModel

/// What repositories have used in a month, kept by the transactions that end attempts, so that nobody has to add it up.
extension SQLiteStore {
    package func usage(in month: Month) async throws -> [RepositoryName: Usage] {
        try await database.read { db in
            let rows = try Row.fetchAll(
                db, sql: "SELECT repository, vcpu_seconds, gpu_seconds FROM usage WHERE month = ?", arguments: [month.description])
            return rows.reduce(into: [:]) { all, row in
                guard let name = RepositoryName(row["repository"] as String) else { return }
                all[name] = Usage(vcpuSeconds: row["vcpu_seconds"], gpuSeconds: row["gpu_seconds"])
            }
        }
    }

    /// Counts what a change of a run has added.
    static func count(_ db: Database, _ run: Run, before: [Month: Usage]) throws {
        for (month, usage) in run.endedUsage {
            let more = usage - (before[month] ?? Usage())
            guard more != Usage() else { continue }
            try db.execute(
                sql: """
                    INSERT INTO usage (repository, month, vcpu_seconds, gpu_seconds) VALUES (?, ?, ?, ?)
                    ON CONFLICT DO UPDATE SET vcpu_seconds = vcpu_seconds + excluded.vcpu_seconds,
                        gpu_seconds = gpu_seconds + excluded.gpu_seconds
                    """,
                arguments: [run.request.repository.text, month.description, more.vcpuSeconds, more.gpuSeconds])
        }
    }

    /// The table, with what the runs that are there have used.
    static func makeUsage(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE usage (repository TEXT NOT NULL, month TEXT NOT NULL, vcpu_seconds REAL NOT NULL,
                    gpu_seconds REAL NOT NULL, PRIMARY KEY (repository, month)) STRICT
                """)
        let decoder = JSONDecoder.bunsen
        let texts = try String.fetchCursor(db, sql: "SELECT json FROM runs WHERE json_array_length(json, '$.attempts') > 0")
        while let text = try texts.next() {
            try count(db, try decoder.decode(Run.self, from: Data(text.utf8)), before: [:])
        }
    }
}
