import FoundationEssentials
import GRDB
package import RunModel

/// What only collecting garbage asks for.
extension SQLiteStore {
    /// Runs `body`, which must be short, with all runs that have not ended; meanwhile no run is taken, changed or ended.
    package func whileNothingIsTaken<T: Sendable>(_ body: @Sendable ([Run]) throws -> T) async throws -> T {
        try await withoutActuallyEscaping(body) { body in
            try await database.write { db in
                try body(try Self.runs(db, "state IN ('accepted','submitted','running','publishing','waiting')", []))
            }
        }
    }

    /// The run whose claim and result refs carry these first digits of its key.
    package func run(withKeyPrefix digits: String) async throws -> Run? {
        try await database.read { try Self.run($0, "key >= ? AND key < ?", [digits, digits + "g"]) }
    }
}
