import Engine
import Foundation
import RunModel
import Testing

@Suite("Judging an end, and what follows")
struct JudgingTests {
    @Test(
        "evidence without the job's own word gives a reason",
        arguments: [
            (Evidence(end: nil, signal: 9, endedAt: .distantPast), FailureReason.nodeFailed),
            (Evidence(end: nil, endedAt: .distantPast, rebooted: true), .nodeFailed),
            (Evidence(end: nil, signal: 9, endedAt: .distantPast, outOfMemory: true), .outOfMemory),
            (Evidence(end: JobEnd(outcome: .failed, endedAt: .distantPast), endedAt: .distantPast), .internalError),
            (Evidence(end: JobEnd(outcome: .succeeded, endedAt: .distantPast), endedAt: .distantPast), .internalError),
        ])
    func reasons(evidence: Evidence, reason: FailureReason) {
        guard case .failed(let failure) = Verdict(evidence) else {
            Issue.record("not a failure: \(evidence)")
            return
        }
        #expect(failure.reason == reason)
        #expect(!failure.remedy.isEmpty)
    }

    @Test("a job that found the claim taken is no failure")
    func elsewhere() {
        #expect(Verdict(Evidence(end: JobEnd(outcome: .elsewhere, endedAt: .distantPast), endedAt: .distantPast)) == .elsewhere)
        #expect(Verdict(Evidence(end: JobEnd(outcome: .mustRun, endedAt: .distantPast), endedAt: .distantPast)) == .mustRun)
        // Whatever keeps a look from its answer is for a real attempt to find out.
        #expect(Verdict(Evidence(end: nil, signal: 9, endedAt: .distantPast)).ofLook == .mustRun)
    }

    @Test(
        "each reason is tried again as often as it may be",
        arguments: [
            (FailureReason.reclaimed, 3), (.nodeFailed, 3), (.lost, 1), (.stageFailed, 0), (.dataMissing, 0), (.deadline, 0),
            (.requestTooLarge, 0), (.outOfMemory, 0), (.diskFull, 0), (.misconfigured, 0), (.accessDenied, 0),
        ])
    func counts(reason: FailureReason, retries: Int) {
        let policy = RetryPolicy(RetrySettings())
        var attempts: [Run.Attempt] = []
        let failure = Failure(reason, "it failed", remedy: "mend it")
        for _ in 0..<retries {
            attempts.append(Self.attempt(failure, at: 0))
            #expect(policy.decide(failure, attempts: attempts, spread: 0) != .end)
        }
        attempts.append(Self.attempt(failure, at: 0))
        #expect(policy.decide(failure, attempts: attempts, spread: 0) == .end)
    }

    @Test("an unreachable host is tried again for a quarter of an hour, ever less often")
    func unreachable() {
        let policy = RetryPolicy(RetrySettings())
        let failure = Failure(.unreachable, "no route", remedy: "wait")
        let first = [Self.attempt(failure, at: 0)]
        #expect(policy.decide(failure, attempts: first, spread: 0) == .retry(after: 5))
        #expect(policy.decide(failure, attempts: first + [Self.attempt(failure, at: 60)], spread: 1) == .retry(after: 20))
        #expect(policy.decide(failure, attempts: first + [Self.attempt(failure, at: 899)], spread: 0) != .end)
        #expect(policy.decide(failure, attempts: first + [Self.attempt(failure, at: 900)], spread: 0) == .end)
    }

    private static func attempt(_ failure: Failure, at seconds: Double) -> Run.Attempt {
        var attempt = Run.Attempt(number: 1, executor: "local", nonce: "n", submittedAt: .distantPast)
        attempt.endedAt = Date(timeIntervalSince1970: seconds)
        attempt.failure = failure
        return attempt
    }
}
