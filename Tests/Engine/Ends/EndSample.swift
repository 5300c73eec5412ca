import Engine
import Foundation
import RunModel

/// One end as an executor tells of it, and what it must be taken for.
struct EndSample: Sendable, CustomStringConvertible {
    enum Place: String, CaseIterable, Sendable {
        case local = "this machine"
        case batch = "AWS Batch"
        case slurm = "Slurm"
    }

    /// Where the evidence comes from.
    enum Source: Sendable {
        /// A suite produces it for real.
        case suite(String)
        /// Written down from a real one.
        case recorded
    }

    enum Outcome: Sendable, Equatable, CustomStringConvertible {
        case reason(FailureReason)
        case cancelled

        init?(_ verdict: Verdict) {
            switch verdict {
            case .failed(let failure): self = .reason(failure.reason)
            case .cancelled: self = .cancelled
            case .succeeded, .elsewhere, .mustRun: return nil
            }
        }

        var description: String {
            switch self {
            case .reason(let reason): reason.rawValue
            case .cancelled: "cancelled"
            }
        }
    }

    let fault: Fault
    let place: Place
    let source: Source
    let evidence: Evidence
    let outcome: Outcome

    init(_ fault: Fault, on place: Place, _ source: Source, _ evidence: Evidence, gives reason: FailureReason) {
        self.init(fault, on: place, source, evidence, gives: .reason(reason))
    }

    init(_ fault: Fault, on place: Place, _ source: Source, _ evidence: Evidence, gives outcome: Outcome) {
        self.fault = fault
        self.place = place
        self.source = source
        self.evidence = evidence
        self.outcome = outcome
    }

    var description: String { "\(fault.rawValue), on \(place.rawValue)" }
}

extension Evidence {
    /// The job could say what happened.
    static func told(
        _ reason: FailureReason, outcome: JobEnd.Outcome = .failed, exitCode: Int? = nil, word: ExecutorWord? = nil, oom: Bool = false
    )
        -> Evidence
    {
        let failure = Failure(reason, "it failed", remedy: "Mend it.", stage: "train", exitCode: exitCode, lastLines: ["the last line"])
        let end = JobEnd(outcome: outcome, failure: failure, endedAt: .distantPast)
        return Evidence(end: end, word: word, endedAt: .distantPast, outOfMemory: oom)
    }

    static func batch(_ status: String?, _ container: String? = nil, exit: Int? = nil) -> Evidence {
        let word = BatchWord(statusReason: status, containerReason: container, exitCode: exit)
        return Evidence(end: nil, word: .batch(word), exitCode: exit, endedAt: .distantPast)
    }

    static func slurm(_ state: String, _ reason: String?, exit: Int? = nil, signal: Int? = nil, output: [String] = []) -> Evidence {
        let word = SlurmWord(state: state, reason: reason, output: output)
        return Evidence(end: nil, word: .slurm(word), exitCode: exit, signal: signal, endedAt: .distantPast, lastLines: output)
    }
}
