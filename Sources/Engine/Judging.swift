package import RunModel

/// What an attempt's end means: a pure function of the evidence.
package enum Verdict: Sendable, Equatable {
    case succeeded(Report)
    case failed(Failure)
    /// Another service's job holds the claim.
    case elsewhere
    /// It was only a look, and the answer is not known.
    case mustRun

    package init(_ evidence: Evidence) {
        if let end = evidence.end {
            switch end.outcome {
            case .succeeded:
                if let report = end.report {
                    self = .succeeded(report)
                } else {
                    self = .failed(
                        Self.failure(
                            .internalError, "The job says that it succeeded, and gave no report.", "Look at its log: `bunsen runs logs`."))
                }
            case .elsewhere: self = .elsewhere
            case .mustRun: self = .mustRun
            case .failed where evidence.outOfMemory && Self.mayBeOfMemory(end.failure):
                // The kernel ended the stage, and the job lived to tell of the stage only.
                var failure = Self.failure(
                    .outOfMemory,
                    "The job used more memory than it asked for, and the machine ended \(end.failure?.stage.map { "stage \($0)" } ?? "a process of it").",
                    "Ask for more with `:ACME_MEMORY:`.", evidence)
                failure.stage = end.failure?.stage
                failure.exitCode = end.failure?.exitCode
                failure.lastLines = end.failure?.lastLines ?? failure.lastLines
                self = .failed(failure)
            case .failed, .stopped:
                self = .failed(
                    end.failure
                        ?? Self.failure(.internalError, "The job failed without saying why.", "Look at its log: `bunsen runs logs`."))
            }
        } else if evidence.outOfMemory {
            self = .failed(
                Self.failure(
                    .outOfMemory, "The job was killed because it used more memory than it asked for.", "Ask for more with `:ACME_MEMORY:`.",
                    evidence))
        } else if evidence.rebooted {
            self = .failed(
                Self.failure(.nodeFailed, "The machine went down while the job ran.", "Nothing: it goes on where it was.", evidence))
        } else {
            let how = evidence.signal.map { "by signal \($0)" } ?? evidence.exitCode.map { "with exit code \($0)" } ?? "without a trace"
            self = .failed(
                Self.failure(
                    .nodeFailed, "The job's process ended \(how) before it could say why.", "Nothing: it goes on where it was.", evidence))
        }
    }

    /// What it means for an attempt that was only to look: whatever keeps it from an answer is for a real one to find out.
    package var ofLook: Verdict {
        if case .failed = self { .mustRun } else { self }
    }

    private static func mayBeOfMemory(_ failure: Failure?) -> Bool {
        failure == nil || failure?.reason == .stageFailed || failure?.reason == .internalError
    }

    private static func failure(_ reason: FailureReason, _ message: String, _ remedy: String, _ evidence: Evidence? = nil) -> Failure {
        Failure(reason, message, remedy: remedy, exitCode: evidence?.exitCode, lastLines: evidence?.lastLines ?? [])
    }
}
