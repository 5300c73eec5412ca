import FoundationEssentials
import Synchronization

/// How far the services' clock is ahead of ours, learnt from an answer that refuses a signature for its time.
final class ClockSkew: Sendable {
    private let seconds = Mutex(0.0)

    var offset: Double { seconds.withLock { $0 } }

    /// Whether the answer's time explains the refusal, so that the call is worth signing anew.
    ///
    /// Four minutes, because AWS refuses from five on; a clock that is right is left as it is.
    func learn(from date: Date?, now: Date) -> Bool {
        guard let date else { return false }
        let found = date.timeIntervalSince(now)
        return seconds.withLock {
            guard abs(found - $0) > 240 else { return false }
            $0 = found
            return true
        }
    }
}
