import Engine
import Foundation
import Logging
import SQLiteStore
import ServiceLifecycle
import Synchronization

/// A service in this very process, for as long as a command needs one: the engine and the socket, no poller, no TCP.
struct OwnService: Sendable {
    let parts: ServiceParts
    /// Held as long as the service is up.
    let lock: StateLock

    /// Waits for the reports that are due, a little while.
    private func delivered() async {
        for _ in 0..<150 {
            guard let due = try? await parts.store.dueReports(at: Date()), !due.isEmpty else { return }
            try? await Task.sleep(for: .milliseconds(100))
        }
    }

    /// Runs `work` while the service is up, and stops it gracefully afterwards. Jobs that run then go on by themselves.
    func run<T: Sendable>(_ work: @escaping @Sendable () async throws -> T) async throws -> T {
        let (ready, isReady) = AsyncStream.makeStream(of: Void.self)
        let services = try parts.services(listen: nil, polls: false) { isReady.finish() }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: services, logger: ServeCommand.quiet(parts.logger)))
        return try await withThrowingTaskGroup(of: T?.self) { tasks in
            tasks.addTask {
                defer { isReady.finish() }
                try await group.run()
                return nil
            }
            tasks.addTask {
                for await _ in ready {}
                return try await work()
            }
            var result: Result<T, any Error>?
            while result == nil, let next = await tasks.nextResult() {
                switch next {
                case .success(let value?): result = .success(value)
                case .success(nil):
                    result = .failure(
                        CommandFailure(.failed, code: "service_ended", "The engine in this process ended by itself.", remedy: "Try again."))
                case .failure(let error): result = .failure(error)
                }
            }
            await delivered()
            await group.triggerGracefulShutdown()
            while await tasks.nextResult() != nil {}
            withExtendedLifetime(lock) {}
            guard let result else { throw CancellationError() }
            return try result.get()
        }
    }
}
