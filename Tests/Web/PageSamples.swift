import Engine
import Foundation
import RunModel
import Web

/// Runs as pages show them, made without a service.
enum PageSamples {
    static let time = Date(timeIntervalSince1970: 1_700_000_000)
    static let id = "r-20231114T221320-aaaaaaaa"

    /// A run in its queue; `text` gives every text that comes from outside.
    static func queued(_ text: (String) -> String = { $0 }) throws -> Run {
        guard let id = RunID(id), let repository = RepositoryName("forge.example/vision/digits"), let branch = BranchName("lr-sweep"),
            let sha = CommitSHA("3f9c2ad" + String(repeating: "0", count: 33))
        else { throw Malformed(what: "sample", text: id) }
        let request = RunRequest(repository: repository, sha: sha, dvcArgs: [text("-f"), text("evaluate")])
        return Run(
            id: id, request: request, cloneURL: "https://forge.example/vision/digits", destination: .origin, branches: [branch],
            resources: Resources(vcpus: 4, memoryMiB: 8192, gpus: 1), deadlineSeconds: 86_400, requestedBy: text("ada"),
            subject: text("Halve the learning rate after epoch 20"), acceptedAt: time, cause: text("pushed to lr-sweep"))
    }

    static func running(_ text: (String) -> String = { $0 }) throws -> Run {
        var run = try queued(text)
        var attempt = Run.Attempt(number: 1, executor: "local", nonce: "n0nce", submittedAt: time + 12)
        attempt.job = "job"
        attempt.startedAt = time + 13
        run.attempts = [attempt]
        try run.move(to: .submitted, at: time + 12, because: text("a slot was free"))
        try run.move(to: .running, at: time + 13, because: text("the job runs"))
        return run
    }

    static func failed(_ text: (String) -> String = { $0 }) throws -> Run {
        var run = try running(text)
        let failure = Failure(
            .stageFailed, text("Stage train ended with exit code 1."), remedy: text("Mend the stage and push again."), stage: text("train"),
            exitCode: 1,
            lastLines: [
                text("Traceback (most recent call last):"), text("  File \"train.py\", line 41, in <module>"), text("    main()"),
                text("  File \"train.py\", line 33, in main"), text("    loss.backward()"),
                text("RuntimeError: CUDA error: an illegal memory access was encountered"),
            ], evidence: [text("exit code 1")])
        run.failure = failure
        var report = report(of: run, "failed", text)
        report.failure = failure
        report.stages = [
            StageOutcome(name: text("prepare"), state: .cached), StageOutcome(name: text("train"), state: .failed, seconds: 73.2),
        ]
        run.report = report
        try run.move(to: .failed(.stageFailed), at: time + 110, because: text("stage train failed"))
        return run
    }

    static func succeeded(_ text: (String) -> String = { $0 }) throws -> Run {
        var run = try running(text)
        try run.move(to: .publishing, at: time + 700, because: text("the data is on the remote"))
        guard let commit = CommitSHA("c0ffee1" + String(repeating: "1", count: 33)),
            let base = CommitSHA("ba5e" + String(repeating: "2", count: 36))
        else { throw Malformed(what: "sample", text: "commit") }
        var report = report(of: run, "succeeded", text)
        report.base = base
        report.resources.peakMemoryKiB = 3_412_000
        report.metrics = [
            MetricChange(
                file: text("metrics.json"), name: text("train.loss"), before: .number(0.3127), after: .number(0.28411), delta: -0.02859,
                better: true),
            MetricChange(
                file: text("metrics.json"), name: text("test.accuracy"), before: .number(0.9612), after: .number(0.9574), delta: -0.0038,
                better: false),
            MetricChange(file: text("metrics.json"), name: text("epochs"), before: .integer(30), after: .integer(30), delta: 0),
            MetricChange(file: text("eval/pr.json"), name: text("map"), before: nil, after: .text(text("[0.1, 0.2]"))),
        ]
        report.params = [
            ParamChange(file: text("params.yaml"), name: text("train.lr"), before: .number(0.001), after: .number(0.0005)),
            ParamChange(file: text("params.yaml"), name: text("train.schedule"), before: nil, after: .text(text("step"))),
        ]
        report.stages = [
            StageOutcome(name: text("prepare"), state: .cached), StageOutcome(name: text("featurize"), state: .unchanged),
            StageOutcome(name: text("train"), state: .done, seconds: 612.4),
            StageOutcome(name: text("evaluate"), state: .done, seconds: 8.3),
        ]
        report.data = [
            DataChange(path: text("data/images/"), before: nil, after: DataChange.Extent(size: 4096, files: 2))
        ]
        report.resources.gpus = [Report.GPU(name: text("A100"), utilization: 0.5, peakMemoryMiB: 1024, memoryMiB: 81_920)]
        report.custom = text("# Own report")
        report.remarks = [text("plots.html could not be read")]
        let result = Run.Result(
            ref: "refs/bunsen/result/0123456789abcdef", commit: commit,
            published: [
                Publication(branch: text("lr-sweep"), ref: text("refs/heads/lr-sweep"), outcome: .updated),
                Publication(
                    branch: text("main"), ref: text("refs/heads/bunsen/x"), outcome: .moved, command: text("git merge origin/bunsen/x")),
                Publication(branch: text("old"), ref: text("refs/bunsen/result/0"), outcome: .refused, detail: text("protected branch")),
            ])
        report.result = result
        run.result = result
        run.report = report
        try run.move(to: .succeeded, at: time + 712, because: text("published"))
        return run
    }

    static func report(of run: Run, _ outcome: String, _ text: (String) -> String) -> Report {
        Report(
            run: run.id, key: run.key, attempt: 1, outcome: outcome,
            trigger: Report.Trigger(
                repository: run.request.repository, branch: run.branches.first, commit: run.request.sha, subject: text("subject")),
            asked: run.resources, times: Report.Times(started: time + 13, ended: time + 712, queueSeconds: 12))
    }

    static let training = JobProgress(
        step: .reproduce, stage: JobEvent.StageProgress(stage: StageOutcome(name: "train", state: .running), n: 2, of: 4))
}
