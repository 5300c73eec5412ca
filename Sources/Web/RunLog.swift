package import Engine
import FoundationEssentials
package import RunModel

/// Reads the log of a run across all its attempts, and follows it until the run has ended.
package struct RunLog: Sendable {
    let store: any RunStore
    let executors: [any Executor]
    /// Adds what only a running engine knows to a run.
    let document: @Sendable (Run) async -> RunDocument
    let pause: Duration

    package init(
        store: any RunStore, executors: [any Executor], pause: Duration = .milliseconds(150),
        document: @escaping @Sendable (Run) async -> RunDocument = { RunDocument($0) }
    ) {
        self.store = store
        self.executors = executors
        self.pause = pause
        self.document = document
    }

    /// Gives every line in order. With `follow` it goes on until the run has ended, or the service stops.
    package func read(_ id: RunID, follow: Bool, _ emit: (LogLine) async throws -> Void) async throws {
        var reader = RunLogReader(self, id, follow: follow)
        while let lines = try await reader.next() {
            for line in lines { try await emit(line) }
        }
    }
}
