import Engine
import Foundation
import RunModel
import Testing

/// A run that has ended, with its report.
struct Situation: Sendable, CustomTestStringConvertible {
    var name: String
    var run: Run
    var testDescription: String { name }

    static let start = Date(timeIntervalSince1970: 1_767_323_045)

    /// - Parameters:
    ///   - failure: makes it a failed run.
    ///   - change: what this situation has beside its outcome.
    init(_ name: String, _ outcome: String = "succeeded", failure: Failure? = nil, _ change: (inout Report) -> Void = { _ in }) {
        self.name = name
        guard let id = RunID("r-20260102T030405-k3v7x2ma"), let repository = RepositoryName("forge.example/vision/digits"),
            let branch = BranchName("lr-sweep")
        else { preconditionFailure("the sample's names are none") }
        let request = RunRequest(repository: repository, sha: Self.sha("a1"))
        var run = Run(
            id: id, request: request, cloneURL: "https://forge.example/vision/digits", destination: .origin, branches: [branch],
            resources: Resources(vcpus: 4, memoryMiB: 32_768, gpus: 0), deadlineSeconds: 86_400, requestedBy: "ada",
            subject: "Halve the learning rate", acceptedAt: Self.start, cause: "pushed to lr-sweep")
        var attempt = Run.Attempt(number: 1, executor: "local", nonce: "n0nce", submittedAt: Self.start + 12)
        attempt.job = "job"
        attempt.startedAt = Self.start + 13
        run.attempts = [attempt]
        var report = Report(
            run: id, key: run.key, attempt: 1, outcome: failure == nil ? outcome : "failed",
            trigger: Report.Trigger(repository: repository, branch: branch, commit: request.sha, subject: run.subject),
            asked: run.resources, times: Report.Times(started: Self.start + 13, ended: Self.start + 712, queueSeconds: 12))
        report.base = Self.sha("b2")
        report.stages = [StageOutcome(name: "prepare", state: .cached), StageOutcome(name: "train", state: .done, seconds: 612.4)]
        report.resources.peakMemoryKiB = 20_000_000
        report.resources.cpuSeconds = 2000
        if failure == nil {
            report.result = Run.Result(
                ref: "refs/bunsen/result/0123456789abcdef", commit: Self.sha("c3"),
                published: [Publication(branch: "lr-sweep", ref: "refs/heads/lr-sweep", outcome: .updated)])
        } else {
            report.failure = failure
            report.stages[1].state = .failed
        }
        change(&report)
        run.report = report
        run.result = report.result
        run.failure = report.failure
        let end: RunState = failure.map { .failed($0.reason) } ?? (outcome == "cached" ? .cached : .succeeded)
        let way: [RunState] = end == .succeeded ? [.submitted, .running, .publishing, end] : [.submitted, .running, end]
        for state in way {
            do { try run.move(to: state, at: Self.start + 712, because: "as told") } catch { preconditionFailure("\(error)") }
        }
        self.run = run
    }

    static func sha(_ pair: String) -> CommitSHA {
        guard let sha = CommitSHA(String(repeating: pair, count: 20)) else { preconditionFailure("no commit: \(pair)") }
        return sha
    }
}
