import Engine
import Foundation
import Messages
import RunModel

/// Ended runs to tell of, and who tells.
enum MessageFixture {
    static func run(_ reason: FailureReason? = .stageFailed, subject: String = "Try a larger rate") throws -> Run {
        guard let repository = RepositoryName("forge.example/acme/ml"), let sha = CommitSHA(String(repeating: "a", count: 40)),
            let id = RunID("r-20260102T030405-k3v7x2ma"), let branch = BranchName("main")
        else { throw Malformed(what: "fixture", text: "run") }
        let time = Date(timeIntervalSince1970: 1_767_323_045)
        var run = Run(
            id: id, request: RunRequest(repository: repository, sha: sha, experiment: false, dvcArgs: []),
            cloneURL: "https://forge.example/acme/ml",
            destination: .origin, branches: [branch], resources: Resources(vcpus: 1, memoryMiB: 1024, gpus: 0), deadlineSeconds: 60,
            subject: subject, acceptedAt: time, cause: "pushed")
        try run.move(to: .submitted, at: time, because: "attempt 1")
        try run.move(to: .running, at: time, because: "runs")
        guard let reason else {
            try run.move(to: .publishing, at: time, because: "publishes")
            try run.move(to: .succeeded, at: time, because: "done")
            return run
        }
        run.failure = Failure(
            reason, "Stage train failed <!channel> @here", remedy: "Mend it.", stage: "train", lastLines: ["epoch 1", "```Killed & gone"])
        try run.move(to: .failed(reason), at: time, because: "failed")
        return run
    }

    static func office(_ smtp: SMTPSettings = SMTPSettings(), secret: String = "") -> PostOffice {
        PostOffice(
            smtp: { smtp }, read: { _ in Secret(secret) }, link: { "https://bunsen.example/runs/\($0)" },
            text: { "the report of \($0.id)" },
            now: { Date(timeIntervalSince1970: 1_767_323_045) })
    }
}
