/// When a call that failed is made again, and after how long.
package struct RetryPolicy: Sendable, Equatable {
    /// Calls in all, the first one counted.
    package var tries: Int
    /// Seconds before the second try; doubled for each one after it.
    package var firstDelay: Double
    package var longestDelay: Double
    /// A forge that asks for more patience than this, in seconds, is left alone: the caller gets the time and comes back.
    package var longestWait: Double

    package init(
        tries: Int = 3, firstDelay: Double = 0.5, longestDelay: Double = 10, longestWait: Double = 60
    ) {
        self.tries = tries
        self.firstDelay = firstDelay
        self.longestDelay = longestDelay
        self.longestWait = longestWait
    }

    package static let once = RetryPolicy(tries: 1)

    /// Seconds to wait before the call is made again; nil: it is not.
    ///
    /// - Parameters:
    ///   - done: the tries so far.
    ///   - repeatable: whether making the call twice is the same as making it once.
    ///   - random: 0 ..< 1; spreads out callers that failed together.
    package func delay(after error: ForgeError, done: Int, repeatable: Bool, random: Double)
        -> Double?
    {
        guard error.isTransient, done < tries, repeatable || !error.mayHaveHappened else { return nil }
        if let asked = error.retryAfter { return asked <= longestWait ? asked + random : nil }
        return backoff(done: done, random: random)
    }

    /// Between half and all of the doubled delay.
    package func backoff(done: Int, random: Double) -> Double {
        var delay = firstDelay
        for _ in 1..<max(done, 1) where delay < longestDelay { delay *= 2 }
        return min(delay, longestDelay) * (0.5 + random / 2)
    }
}
