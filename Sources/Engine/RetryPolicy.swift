package import FoundationEssentials
package import RunModel

/// Whether a failed attempt is followed by another: a value, decided from the run's attempts alone.
package struct RetryPolicy: Sendable, Equatable {
    private let settings: RetrySettings

    package init(_ settings: RetrySettings) { self.settings = settings }

    package enum Decision: Sendable, Equatable {
        case retry(after: TimeInterval)
        /// The same, with so much memory.
        case retryWithMemory(after: TimeInterval, mebibytes: Int)
        case end
    }

    /// - Parameters:
    ///   - attempts: all that the run has had, the failed one last.
    ///   - spread: between 0 and 1; keeps runs that failed together from coming back together.
    ///   - memory: what the failed attempt had and the most that another could get, both in MiB; nil where that is not known.
    package func decide(
        _ failure: Failure, attempts: [Run.Attempt], spread: Double, memory: (had: Int, most: Int)? = nil
    ) -> Decision {
        func count(_ reasons: FailureReason...) -> Int {
            attempts.count { attempt in attempt.failure.map { reasons.contains($0.reason) } ?? false }
        }
        switch failure.reason {
        case .outOfMemory:
            guard let memory, let limit = settings.memoryLimitMiB, count(.outOfMemory) <= 1 else { return .end }
            let more = min(2 * memory.had, limit, memory.most)
            return more > memory.had ? .retryWithMemory(after: 1 + spread, mebibytes: more) : .end
        case _ where CrashLoop.isOne(attempts):
            return .end
        case .reclaimed, .nodeFailed:
            return count(.reclaimed, .nodeFailed) <= settings.reclaimed ? .retry(after: 1 + spread) : .end
        case .lost:
            return count(.lost) <= settings.lost ? .retry(after: 1 + spread) : .end
        case .unreachable:
            let first = attempts.first { $0.failure?.reason == .unreachable }?.endedAt
            let waited = first.flatMap { start in attempts.last?.endedAt?.timeIntervalSince(start) } ?? 0
            guard waited < TimeInterval(settings.unreachableSeconds) else { return .end }
            // 5 s, 10 s, 20 s … up to the longest pause, each spread over as much again.
            let base = min(Double(settings.longestPauseSeconds), 5 * Double(1 << min(count(.unreachable) - 1, 10)))
            return .retry(after: base * (1 + spread))
        case .noCapacity:
            let first = attempts.reversed().prefix { $0.failure?.reason == .noCapacity || $0.onlyLooks == true }.last?.submittedAt
            let waited = first.flatMap { start in attempts.last?.endedAt?.timeIntervalSince(start) } ?? 0
            guard waited < TimeInterval(settings.noCapacitySeconds) else { return .end }
            return .retry(after: min(Double(settings.longestPauseSeconds), 30) * (1 + spread))
        default:
            return .end
        }
    }
}
