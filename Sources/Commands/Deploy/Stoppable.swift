import UnixSignals

/// Something that goes on in AWS whether or not anybody looks on.
enum Stoppable {
    /// Runs `body` until it has ended, or until SIGINT or SIGTERM.
    ///
    /// - Parameter command: what takes it up again.
    /// - Throws: ``CommandFailure`` with ``Exit/resumable`` after a signal.
    static func run<T: Sendable>(_ command: String, _ body: @escaping @Sendable () async throws -> T) async throws -> T {
        try await withThrowingTaskGroup(of: T?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) { return nil }
                // Cancelled, because the body has ended: its own result comes.
                throw CancellationError()
            }
            defer { group.cancelAll() }
            guard let result = try await group.next() ?? nil else {
                throw CommandFailure(
                    .resumable, code: "left", "What has begun in AWS goes on without you.", remedy: "Follow it again, or go on: \(command)")
            }
            return result
        }
    }
}
