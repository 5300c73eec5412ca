package import FoundationEssentials

/// How a job says that it ended: its exit file, and its last log line.
package struct JobEnd: Sendable, Equatable, Codable {
    package enum Outcome: String, Sendable, Codable {
        case succeeded
        case failed
        /// Told to stop; finished stages are kept; exit code 75.
        case stopped
        /// Another job holds the claim on this key and is alive.
        case elsewhere
        /// It was only to look whether the answer is known, and stages have to run.
        case mustRun = "must_run"
    }

    package var outcome: Outcome
    package var failure: Failure?
    package var report: Report?
    /// With `elsewhere`: when the other job's lease is over.
    package var leaseEnds: Date?
    package var endedAt: Date

    package init(
        outcome: Outcome, failure: Failure? = nil, report: Report? = nil, leaseEnds: Date? = nil, endedAt: Date
    ) {
        self.outcome = outcome
        self.failure = failure
        self.report = report
        self.leaseEnds = leaseEnds
        self.endedAt = endedAt
    }

    /// sysexits' EX_TEMPFAIL for a job that can be resumed, 1 for one that failed.
    package var exitCode: Int32 {
        switch outcome {
        case .succeeded, .elsewhere, .mustRun: 0
        case .failed: 1
        case .stopped: 75
        }
    }

    enum CodingKeys: String, CodingKey {
        case outcome, failure, report
        case leaseEnds = "lease_ends"
        case endedAt = "ended_at"
    }
}
