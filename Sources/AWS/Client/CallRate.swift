import FoundationEssentials
import Synchronization

/// At most so many calls a second to a service, with as many at once after a rest: Batch takes about 50.
package final class CallRate: Sendable {
    private struct State {
        /// Below 0 by what is promised to callers that wait.
        var tokens: Double
        var at: Date
    }

    private let perSecond: Double
    private let burst: Double
    private let surroundings: AWSSurroundings
    private let state: Mutex<State>

    package init(perSecond: Double, burst: Double? = nil, surroundings: AWSSurroundings) {
        self.perSecond = perSecond
        self.burst = burst ?? perSecond
        self.surroundings = surroundings
        state = Mutex(State(tokens: burst ?? perSecond, at: surroundings.now()))
    }

    /// Waits for the caller's turn; turns are given in the order of asking.
    package func take() async throws {
        let now = surroundings.now()
        let wait = state.withLock { state in
            // A clock that was set back gives nothing, and takes nothing.
            state.tokens = min(burst, state.tokens + max(0, now.timeIntervalSince(state.at)) * perSecond)
            state.at = now
            state.tokens -= 1
            return state.tokens >= 0 ? 0 : -state.tokens / perSecond
        }
        if wait > 0 { try await surroundings.sleep(wait) }
    }
}
