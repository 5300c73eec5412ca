extension DVCSession {
    /// Brings the data of revisions from the remote into the cache; see `Driver/dvc_fetch.py`.
    ///
    /// - Returns: how many files came.
    package func fetch(_ revisions: [String], in directory: String) async throws -> Int {
        try checked(await ask { DVCRequest(id: $0, call: "fetch", cwd: directory, revs: revisions) }).count ?? 0
    }
}
