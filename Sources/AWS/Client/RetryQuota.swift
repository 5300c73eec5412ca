import Synchronization

/// How many retries all calls of a client may make together, so that a service in trouble is not asked three times by everyone:
/// 500 tokens; a retry takes 5, one after no answer 10; success gives back what its last retry took, or 1.
package final class RetryQuota: Sendable {
    package static let capacity = 500
    private let left = Mutex(RetryQuota.capacity)

    package init() {}

    package var tokens: Int { left.withLock { $0 } }

    /// What the retry took; nil where too little is left.
    package func take(after error: AWSError) -> Int? {
        let cost = error.status == nil ? 10 : 5
        return left.withLock {
            guard $0 >= cost else { return nil }
            $0 -= cost
            return cost
        }
    }

    package func give(back taken: Int?) {
        left.withLock { $0 = min(Self.capacity, $0 + (taken ?? 1)) }
    }
}
