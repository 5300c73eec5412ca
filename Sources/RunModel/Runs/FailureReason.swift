/// Why a run did not give a result. The raw values are stable: they stand in JSON, statuses and scripts.
package enum FailureReason: String, Sendable, Hashable, Codable, CaseIterable {
    /// The machine was taken back, or told the job to stop (exit 75).
    case reclaimed
    /// The machine or the job's process was killed without a word.
    case nodeFailed = "node_failed"
    case noCapacity = "no_capacity"
    /// The repository has used its hours of the month.
    case overBudget = "over_budget"
    case requestTooLarge = "request_too_large"
    /// The image that the job runs in could not be had.
    case imagePull = "image_pull"
    /// The executor refused the job as it was described.
    case badSubmission = "bad_submission"
    case outOfMemory = "out_of_memory"
    case deadline
    case stageFailed = "stage_failed"
    case dataMissing = "data_missing"
    case diskFull = "disk_full"
    /// git host or DVC remote: the network class of errors.
    case unreachable
    /// git host or DVC remote answered, and refuses who asks.
    case accessDenied = "access_denied"
    /// The pushed repository cannot be run as it stands: `dvc.yaml`, `params.yaml`, `.bunsen.yaml`, no DVC remote.
    case misconfigured
    case notYetSupported = "not_yet_supported"
    /// A user's branch stands where Bunsen's refs must go.
    case refInTheWay = "ref_in_the_way"
    case lost
    /// A defect of ours, or of the machine, that no other reason fits.
    case internalError = "internal_error"

    /// Whether another attempt can help without anybody doing anything.
    package var isTransient: Bool {
        switch self {
        case .reclaimed, .nodeFailed, .noCapacity, .unreachable, .lost: true
        default: false
        }
    }
}

/// One failure, told so that a person can act: what was tried and what came back, and what to do.
package struct Failure: Sendable, Hashable, Codable, Error {
    package var reason: FailureReason
    /// One sentence: what was tried, on what, what came back.
    package var message: String
    /// One sentence: what to do.
    package var remedy: String
    /// The stage, if one failed.
    package var stage: String?
    package var exitCode: Int?
    /// The last lines of the stage's output (at most 50), redacted.
    package var lastLines: [String]
    /// What the reason was concluded from, a fact each: `exit code 137`. nil where the message says it all.
    package var evidence: [String]?

    package init(
        _ reason: FailureReason, _ message: String, remedy: String, stage: String? = nil, exitCode: Int? = nil,
        lastLines: [String] = [], evidence: [String]? = nil
    ) {
        self.reason = reason
        self.message = message
        self.remedy = remedy
        self.stage = stage
        self.exitCode = exitCode
        self.lastLines = lastLines
        self.evidence = evidence
    }

    enum CodingKeys: String, CodingKey {
        case reason, message, remedy, stage, evidence
        case exitCode = "exit_code"
        case lastLines = "last_lines"
    }
}
