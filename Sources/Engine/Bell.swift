import RunModel
import Synchronization

/// Tells of changes: to whoever follows runs, and to the engine's own loops. Needs no turn on the engine, because every push
/// rings it.
final class Bell: Sendable {
    private struct State {
        var wakes: [AsyncStream<Void>.Continuation] = []
        var listeners: [Int: AsyncStream<RunID>.Continuation] = [:]
        var nextListener = 0
    }

    private let state = Mutex(State())

    /// The loops that ``poke()`` wakes from now on.
    func setWakes(_ wakes: [AsyncStream<Void>.Continuation]) { state.withLock { $0.wakes = wakes } }

    func poke() {
        for wake in state.withLock({ $0.wakes }) { wake.yield() }
    }

    func ring(for run: RunID) {
        for listener in state.withLock({ Array($0.listeners.values) }) { listener.yield(run) }
    }

    /// Names of runs as they change. A listener that does not keep up loses the oldest names, never the newest.
    func updates() -> AsyncStream<RunID> {
        let (stream, continuation) = AsyncStream.makeStream(of: RunID.self, bufferingPolicy: .bufferingNewest(256))
        let number = state.withLock { state in
            state.nextListener += 1
            state.listeners[state.nextListener] = continuation
            return state.nextListener
        }
        continuation.onTermination = { [weak self] _ in self?.state.withLock { _ = $0.listeners.removeValue(forKey: number) } }
        return stream
    }
}
