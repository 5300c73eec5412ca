import Engine
import FoundationEssentials
import GRDB
import RunModel

/// A run with all that its row has, made before the one transaction that many wait for.
struct RunRow: Sendable {
    let run: Run
    let key: String
    let json: String

    init(_ run: Run) throws {
        self.run = run
        key = run.key.hex
        json = try SQLiteStore.text(run)
    }
}

extension SQLiteStore {
    static func takes(_ database: DatabasePool) -> GroupedTakes {
        GroupedTakes { rows in
            // Not GRDB's async call, which ends with the task that makes it: one caller writes for many.
            try await withCheckedThrowingContinuation { continuation in
                database.asyncWrite({ db in try rows.map { try take($0, db) } }) { _, result in continuation.resume(with: result) }
            }
        }
    }

    /// One run of a group. What is wrong with it alone is its own result; what the disk says fails the whole group.
    private static func take(_ row: RunRow, _ db: Database) throws -> Result<Taken, any Error> {
        do {
            return .success(try taken(row, db))
        } catch let error as DatabaseError {
            throw error
        } catch {
            return .failure(error)
        }
    }

    private static func taken(_ row: RunRow, _ db: Database) throws -> Taken {
        let run = row.run
        if try isResult(run.request.sha, of: run.request.repository, db) { return .result }
        guard var known = try Self.run(db, "key = ?", [row.key]) else {
            try insert(db, row)
            return .new(run)
        }
        guard try known.join(run) else { return .known(known, joined: false) }
        try save(db, known)
        try place(db, known)
        return .known(known, joined: true)
    }
}
