/// When a call that failed is made again, and after how long: the `standard` mode of
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
package struct AWSRetryPolicy: Sendable, Equatable {
    /// Calls in all, the first one counted.
    package var attempts: Int
    /// Seconds that the second try may wait at most; doubled for each one after it.
    package var firstDelay: Double
    package var longestDelay: Double
    /// A service that asks for more patience than this, in seconds, is left alone: the caller gets the time and comes back.
    package var longestWait: Double

    package init(attempts: Int = 3, firstDelay: Double = 1, longestDelay: Double = 20, longestWait: Double = 30) {
        self.attempts = attempts
        self.firstDelay = firstDelay
        self.longestDelay = longestDelay
        self.longestWait = longestWait
    }

    package static let once = AWSRetryPolicy(attempts: 1)

    /// Seconds to wait before the call is made again; nil: it is not.
    ///
    /// A call that is not repeatable is made again only where it surely was not served: with SubmitJob, an answer that is
    /// lost on the way may leave a job behind, and a second call a second job. Who calls it gives its jobs names that follow from what they do, and
    /// looks for the name before calling again.
    ///
    /// - Parameters:
    ///   - done: the tries so far.
    ///   - random: 0 ..< 1; full jitter, which spreads out callers that failed together.
    package func delay(after error: AWSError, done: Int, isRepeatable: Bool, random: Double) -> Double? {
        guard error.isRetryable, done < attempts, isRepeatable || !error.mayHaveHappened else { return nil }
        var most = firstDelay
        for _ in 1..<max(done, 1) where most < longestDelay { most *= 2 }
        let backoff = min(most, longestDelay) * random
        guard let asked = error.retryAfter else { return backoff }
        return asked <= longestWait ? asked + backoff : nil
    }
}
