extension DVCSession {
    /// Works with this session, whose call is stopped when it takes longer than that.
    package nonisolated func within<T: Sendable>(
        _ limit: Duration, _ work: @escaping @Sendable () async throws -> T
    ) async throws -> T {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await Task.sleep(for: limit)
                await self.stop(grace: 2)
            }
            defer { group.cancelAll() }
            return try await work()
        }
    }
}
