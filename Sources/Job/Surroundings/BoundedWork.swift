import RunModel

/// Work that ends with its deadline, and with its job.
struct BoundedWork {
    let deadline: Duration
    let stop: StopRequest

    /// - Parameter late: what the deadline means.
    /// - Throws: what `work` throws, what `late` gives, or that the job was told to stop.
    func run(late: @escaping @Sendable () async -> Failure, _ work: @escaping @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await work() }
            group.addTask {
                try await Task.sleep(for: deadline)
                throw await late()
            }
            group.addTask {
                while true {
                    try await stop.throwIfStopped()
                    try await Task.sleep(for: .milliseconds(200))
                }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}
