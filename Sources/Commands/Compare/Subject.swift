import Foundation
import RunModel
import Web

/// One of those that are compared.
struct Subject: Sendable {
    enum Kind: String, Sendable, Encodable { case run, experiment, commit, workspace }

    /// As it was asked for; of a sweep's run, that of its experiment.
    var name: String
    let kind: Kind
    /// Where its values are; nil for the workspace, and for a run whose result is not to be had here.
    var commit: CommitSHA?
    /// Of the commit, or of the one that asked for the run.
    var title: String?
    /// The run that the commit says made it.
    var madeBy: RunID?
    /// What is known of the run that made it.
    var run: RunFacts?

    /// By which DVC reads it.
    var revision: String? { kind == .workspace ? "workspace" : commit?.text }
}

/// What a comparison takes from a run.
struct RunFacts: Sendable {
    let id: RunID
    let state: String
    let reason: String?
    let stages: [StageOutcome]
    /// Running time of all attempts, in seconds.
    let seconds: Double?
    /// In the queue before the first attempt, in seconds.
    let queueSeconds: Double?
    /// Running time multiplied by what was asked for.
    let cost: Usage?
    let report: Report?
}

extension RunFacts {
    init(_ run: RunDocument) {
        id = run.id
        state = run.state
        reason = run.reason
        stages = run.stages
        report = run.report
        let ran = Self.runningSeconds(run.history)
        // Of a job that was seen only when it had ended, the history says nothing.
        seconds = [ran, run.report?.times.wallSeconds].compactMap(\.self).max()
        queueSeconds = run.report?.times.queueSeconds
        cost = seconds.map { Usage(run.resources, seconds: $0) }
    }

    /// Of a run that only its git note tells of.
    init(_ report: Report) {
        id = report.run
        state = report.outcome
        reason = report.failure?.reason.rawValue
        stages = report.stages
        self.report = report
        seconds = report.times.wallSeconds
        queueSeconds = report.times.queueSeconds
        cost = Usage(report.resources.asked, seconds: report.times.wallSeconds)
    }

    private static func runningSeconds(_ history: [RunDocument.Change]) -> Double? {
        let holding = [RunState.running.name, RunState.publishing.name]
        let sum = zip(history, history.dropFirst()).reduce(0) { sum, pair in
            holding.contains(pair.0.state) ? sum + pair.1.time.timeIntervalSince(pair.0.time) : sum
        }
        return sum > 0 ? sum : nil
    }
}
