/// A call took longer than it may.
package struct DeadlineExceeded: Error {}

/// Runs `work`, and cancels it at the deadline.
package func withDeadline<T: Sendable>(
    _ deadline: Duration, _ work: @escaping @Sendable () async throws -> T
) async throws -> T {
    try await withThrowingTaskGroup(of: T.self) { group in
        group.addTask { try await work() }
        group.addTask {
            try await Task.sleep(for: deadline)
            throw DeadlineExceeded()
        }
        defer { group.cancelAll() }
        guard let first = try await group.next() else { throw DeadlineExceeded() }
        return first
    }
}
