package import FoundationEssentials
package import RunModel

/// Whether a failed attempt is followed by another: a value, decided from the run's attempts alone.
package struct RetryPolicy: Sendable, Equatable {
    private let settings: RetrySettings

    package init(_ settings: RetrySettings) { self.settings = settings }

    package enum Decision: Sendable, Equatable {
        case retry(after: TimeInterval)
        case end
    }

    /// - Parameters:
    ///   - attempts: all that the run has had, the failed one last.
    ///   - spread: between 0 and 1; keeps runs that failed together from coming back together.
    package func decide(_ failure: Failure, attempts: [Run.Attempt], spread: Double) -> Decision {
        guard failure.reason.isTransient else { return .end }
        func count(_ reasons: FailureReason...) -> Int {
            attempts.count { attempt in attempt.failure.map { reasons.contains($0.reason) } ?? false }
        }
        switch failure.reason {
        case .reclaimed, .nodeFailed:
            return count(.reclaimed, .nodeFailed) <= settings.reclaimed ? .retry(after: 1 + spread) : .end
        case .lost:
            return count(.lost) <= settings.lost ? .retry(after: 1 + spread) : .end
        case .unreachable:
            let first = attempts.first { $0.failure?.reason == .unreachable }?.endedAt
            let waited = first.flatMap { start in attempts.last?.endedAt?.timeIntervalSince(start) } ?? 0
            guard waited < TimeInterval(settings.unreachableSeconds) else { return .end }
            // 5 s, 10 s, 20 s … up to two minutes, each spread over as much again.
            let base = min(120, 5 * Double(1 << min(count(.unreachable) - 1, 5)))
            return .retry(after: base * (1 + spread))
        case .noCapacity:
            return .retry(after: 30 * (1 + spread))
        default:
            return .end
        }
    }
}
