package import RunModel

/// What an attempt's end means: a pure function of the evidence.
package enum Verdict: Sendable, Equatable {
    case succeeded(Report)
    case failed(Failure)
    /// Another service's job holds the claim.
    case elsewhere
    /// It was only a look, and the answer is not known.
    case mustRun
    /// Somebody has ended the job by the executor's own means, and does not want it back.
    case cancelled(String)

    package init(_ evidence: Evidence) {
        switch evidence.end?.outcome {
        case .succeeded: self = Self.success(evidence)
        case .elsewhere: self = .elsewhere
        case .mustRun: self = .mustRun
        case .failed, .stopped: self = Self.told(evidence)
        case nil: self = Self.silent(evidence)
        }
    }

    /// What it means for an attempt that was only to look: whatever keeps it from an answer is for a real one to find out.
    package var ofLook: Verdict {
        if case .failed = self { .mustRun } else { self }
    }

    private static func success(_ evidence: Evidence) -> Verdict {
        if let report = evidence.end?.report { return .succeeded(report) }
        return .failed(
            failure(.internalError, "The job says that it succeeded, and gave no report.", "Look at its log: `bunsen runs logs`.", evidence)
        )
    }

    /// The job has said how it ended, and knows best, but for what was done to it from outside.
    private static func told(_ evidence: Evidence) -> Verdict {
        let told = evidence.end?.failure
        let isStopped = evidence.end?.outcome == .stopped
        switch evidence.word?.conclusion {
        case .cancelled(let words) where isStopped: return .cancelled(words)
        // It was told to stop, and the executor knows for what.
        case .failed(.deadline, let what, let remedy) where isStopped:
            return .failed(failure(.deadline, what, remedy, evidence, told: told))
        case .failed(.outOfMemory, let what, let remedy) where mayBeOfMemory(told):
            return .failed(failure(.outOfMemory, what, remedy, evidence, told: told))
        default: break
        }
        if evidence.outOfMemory, mayBeOfMemory(told) {
            // The kernel ended the stage, and the job lived to tell of the stage only.
            let victim = told?.stage.map { "stage \($0)" } ?? "a process of it"
            return .failed(
                failure(
                    .outOfMemory, "The job used more memory than it asked for, and the machine ended \(victim).",
                    "Ask for more with `:ACME_MEMORY:`.", evidence, told: told))
        }
        guard let told else {
            return .failed(
                failure(.internalError, "The job failed without saying why.", "Look at its log: `bunsen runs logs`.", evidence))
        }
        return .failed(told)
    }

    /// The job was ended before it could speak.
    private static func silent(_ evidence: Evidence) -> Verdict {
        switch evidence.word?.conclusion {
        case .cancelled(let words): return .cancelled(words)
        case .failed(let reason, let what, let remedy): return .failed(failure(reason, what, remedy, evidence))
        case nil: break
        }
        if evidence.outOfMemory {
            return .failed(
                failure(
                    .outOfMemory, "The job was killed \(evidence.place) because it used more memory than it asked for.",
                    "Ask for more with `:ACME_MEMORY:`.", evidence))
        }
        let goesOn = "Nothing: it goes on at the first unfinished stage."
        if evidence.rebooted {
            return .failed(failure(.nodeFailed, "The machine went down while the job ran, \(evidence.place).", goesOn, evidence))
        }
        switch evidence.exitCode {
        case 75: return .failed(failure(.reclaimed, "The job was told to stop \(evidence.place).", goesOn, evidence))
        // As a shell says that there is no such program, or that it cannot be executed.
        case .some(let code) where code == 126 || code == 127:
            return .failed(
                failure(
                    .badSubmission,
                    "The job could not be started: exit code \(code) says that `bunsen` is not there, or cannot be executed.",
                    "See that the image, or the node, has `bunsen` where the job's command calls it; then `bunsen runs retry`.", evidence))
        default:
            let how = evidence.signal.map { "by signal \($0)" } ?? evidence.exitCode.map { "with exit code \($0)" } ?? "without a trace"
            return .failed(failure(.nodeFailed, "The job's process ended \(how) \(evidence.place).", goesOn, evidence))
        }
    }

    /// Whether what the job tells may have come of its memory: a stage that was killed, or nothing told.
    private static func mayBeOfMemory(_ failure: Failure?) -> Bool {
        failure == nil || failure?.reason == .stageFailed || failure?.reason == .internalError
    }

    private static func failure(
        _ reason: FailureReason, _ message: String, _ remedy: String, _ evidence: Evidence, told: Failure? = nil
    ) -> Failure {
        Failure(
            reason, message, remedy: remedy, stage: told?.stage ?? evidence.stage,
            exitCode: told?.exitCode ?? evidence.exitCode, lastLines: told?.lastLines ?? evidence.lastLines, evidence: evidence.facts)
    }
}
