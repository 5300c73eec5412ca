import SQLiteStore

extension StateDirectory {
    /// The store, made where it is missing.
    func openStore() throws -> SQLiteStore {
        do {
            return try SQLiteStore(path: store)
        } catch {
            throw CommandFailure(
                .failed, code: "no_store", "The store \(store) cannot be opened: \(error).",
                remedy: "Look at its disk and permissions; the file is SQLite's.")
        }
    }
}
