import Synchronization
import Web

/// Shows a run's lines as they come, and keeps the line in place alive between them.
enum LiveProgress {
    static func follow<T: Sendable>(
        _ terminal: Terminal, _ body: @escaping @Sendable (_ show: @escaping @Sendable (LogLine) -> Void) async throws -> T
    ) async throws -> T {
        let renderer = Renderer(terminal)
        return try await withThrowingTaskGroup(of: T?.self) { group in
            group.addTask { try await body { renderer.show($0) } }
            if terminal.isTerminal {
                group.addTask {
                    while (try? await Task.sleep(for: .milliseconds(500))) != nil { renderer.refresh() }
                    return nil
                }
            }
            defer {
                group.cancelAll()
                renderer.finish()
            }
            while let next = try await group.next() {
                if let value = next { return value }
            }
            throw CancellationError()
        }
    }

    private final class Renderer: Sendable {
        private let state: Mutex<ProgressRenderer>

        init(_ terminal: Terminal) { state = Mutex(ProgressRenderer(terminal)) }

        func show(_ line: LogLine) { state.withLock { $0.show(line) } }
        func refresh() { state.withLock { $0.refresh() } }
        func finish() { state.withLock { $0.finish() } }
    }
}
