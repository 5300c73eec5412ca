import Engine
import FoundationEssentials
import GRDB
import RunModel

extension SQLiteStore {
    static func takes(_ database: DatabasePool) -> GroupedTakes {
        GroupedTakes { runs in
            // Not GRDB's async call, which ends with the task that makes it: one caller writes for many.
            try await withCheckedThrowingContinuation { continuation in
                database.asyncWrite({ db in try runs.map { try take($0, db) } }) { _, result in continuation.resume(with: result) }
            }
        }
    }

    /// One run of a group. What is wrong with it alone is its own result; what the disk says fails the whole group.
    private static func take(_ run: Run, _ db: Database) throws -> Result<Taken, any Error> {
        do {
            return .success(try taken(run, db))
        } catch let error as DatabaseError {
            throw error
        } catch {
            return .failure(error)
        }
    }

    private static func taken(_ run: Run, _ db: Database) throws -> Taken {
        guard var known = try Self.run(db, "key = ?", [run.key.hex]) else {
            let there = try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM runs WHERE id = ?)", arguments: [run.id.text])
            if there == true { throw SQLiteStoreError.idIsTaken(run.id) }
            try insert(db, run)
            return .new(run)
        }
        let joining = run.branches.filter { !known.branches.contains($0) }
        if joining.isEmpty { return .known(known, joined: false) }
        known.branches += joining
        if known.state.isGood {
            let names = joining.map(\.text).joined(separator: ", ")
            try known.move(to: .accepted, at: run.acceptedAt, because: "branch \(names) joined")
            known.cancelRequested = false
            known.startOver()
        }
        try save(db, known)
        return .known(known, joined: true)
    }
}
