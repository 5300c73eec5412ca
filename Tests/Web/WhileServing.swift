/// Runs a server while `body` works with it, from the moment in which it tells its port, and sees it stop.
///
/// - Parameter make: gives what runs the server until it is cancelled; the server calls `ready` with its port.
func whileServing<T: Sendable>(
    _ make: (_ ready: @escaping @Sendable (Int) -> Void) throws -> @Sendable () async throws -> Void,
    _ body: @escaping @Sendable (Int) async throws -> T
) async throws -> T {
    let (ready, isReady) = AsyncStream.makeStream(of: Int.self)
    let run = try make { isReady.yield($0) }
    return try await withThrowingTaskGroup(of: T?.self) { group in
        group.addTask {
            try await run()
            return nil
        }
        group.addTask {
            for await port in ready { return try await body(port) }
            return nil
        }
        defer { group.cancelAll() }
        while let ended = try await group.next() {
            guard let value = ended else { continue }
            group.cancelAll()
            try await group.waitForAll()
            return value
        }
        throw CancellationError()
    }
}
