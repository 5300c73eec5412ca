import RunModel

/// What happens to people.
extension Situation {
    static let all: [Situation] = good + bad + published + [sweepMember]

    private static var sweepMember: Situation {
        var situation = Situation("sweep-member") { report in
            report.base = report.trigger.commit
            report.metrics = [metric("accuracy", 0.91, 0.93, better: true)]
            report.params = [ParamChange(file: "params.yaml", name: "train.lr", before: .number(0.1), after: .number(0.01))]
            report.experiment = "k3v7x2ma-7"
            let ref = "refs/exps/a1/\(String(repeating: "a1", count: 19))/k3v7x2ma-7"
            report.result?.published = [Publication(branch: nil, ref: ref, outcome: .updated)]
        }
        guard let id = SweepID("s-20260102T030405-k3v7x2ma") else { preconditionFailure("no sweep's id") }
        situation.run.sweep = Sweep.Membership(id: id, number: 7, parameters: [SweepParameter(name: "train.lr", value: "0.01")])
        return situation
    }

    private static func metric(_ name: String, _ before: Double?, _ after: Double?, better: Bool? = nil, file: String = "metrics.json")
        -> MetricChange
    {
        var delta: Double?
        if let before, let after { delta = after - before }
        return MetricChange(
            file: file, name: name, before: before.map { .number($0) }, after: after.map { .number($0) }, delta: delta, better: better)
    }

    private static let good: [Situation] = [
        Situation("first-run") { report in
            report.base = nil
            report.metrics = [metric("accuracy", nil, 0.91), metric("loss", nil, 0.31)]
            report.data = [DataChange(path: "model.pt", before: nil, after: DataChange.Extent(size: 98_566_144))]
        },
        Situation("no-change") { report in
            report.metrics = (1...12).map { metric("m\($0)", 0.5, 0.5) }
            report.result?.commit = report.trigger.commit
        },
        Situation("better") { $0.metrics = [metric("accuracy", 0.91, 0.93, better: true), metric("epochs", 30, 30)] },
        Situation("regression") { report in
            report.metrics = [
                metric("train.loss", 0.31, 0.28, better: true), metric("test.accuracy", 0.96, 0.91, better: false),
                metric("test.f1", 0.5, 0.25, better: false), metric("seconds", 600, 612), metric("epochs", 30, 30),
            ]
            report.params = [ParamChange(file: "params.yaml", name: "train.lr", before: .number(0.001), after: .number(0.0005))]
        },
        Situation("tracked") { report in
            report.metrics = [metric("accuracy", 0.91, 0.93, better: true)]
            report.wandb = [
                WandbRun(entity: "lab", project: "digits", run: "k3v7x2ma", url: "https://wandb.ai/lab/digits/runs/k3v7x2ma"),
                WandbRun(project: "digits", run: "off`|line"),
            ]
        },
        Situation("several-files") { report in
            report.metrics = [
                metric("map", 0.4, 0.5, file: "eval/test.json"), metric("map", 0.6, 0.59, file: "eval/train.json"),
                metric("gone", 1, nil, file: "eval/train.json"),
            ]
        },
        Situation("diverged") { report in
            report.metrics = [
                MetricChange(file: "metrics.json", name: "loss", before: .number(0.3), after: .text("nan")),
                metric("accuracy", 0.9, 0.1, better: false),
            ]
        },
        Situation("many-metrics") { report in
            report.metrics = (1...200).map { metric("m\($0)", 1, $0 % 2 == 0 ? 1 : 1 + Double($0), better: $0 % 3 == 0 ? false : true) }
        },
        Situation("many-parameters") { report in
            report.params = (1...5000).map {
                ParamChange(file: "params.yaml", name: "p\($0)", before: .integer($0), after: .integer($0 + 1))
            }
        },
        Situation("binary-only") { report in
            report.data = [
                DataChange(
                    path: "data/images/", before: DataChange.Extent(size: 1 << 30, files: 1200),
                    after: DataChange.Extent(size: 3 << 29, files: 1800)),
                DataChange(path: "old.bin", before: DataChange.Extent(size: 512), after: nil),
                DataChange(path: "who-knows.bin", before: nil, after: DataChange.Extent(size: nil)),
            ]
        },
        Situation("non-ascii") { report in
            report.trigger.subject = "学習率を半分に"
            report.metrics = [metric("精度", 0.91, 0.93, better: true), metric("größe|µ", 1, 2)]
            report.data = [DataChange(path: "données/é.bin", before: nil, after: DataChange.Extent(size: 4096))]
        },
        Situation("plots") { report in
            report.plots = Plots(
                ref: "refs/bunsen/plots/0123456789abcdef", commit: sha("d4"),
                drawings: ["dvclive/loss.csv", "roc.json"].enumerated().map { Plots.Drawing(name: $1, file: "\($0 + 1).svg") })
        },
        Situation("asked-too-much") { report in
            report.resources = Report.Usage(asked: Resources(vcpus: 8, memoryMiB: 32_768, gpus: 1))
            report.resources.peakMemoryKiB = 3_250_000
            report.resources.cpuSeconds = 1160
            report.resources.gpus = [Report.GPU(name: "NVIDIA A100 80GB", utilization: 0.12, peakMemoryMiB: 10_445, memoryMiB: 81_920)]
        },
        Situation("cached", "cached") { report in
            report.stages = []
            report.resources = Report.Usage(asked: report.resources.asked)
            report.metrics = [metric("accuracy", 0.91, 0.93, better: true)]
        },
    ]

    private static let published: [Situation] = [
        Situation("moved-branch") { report in
            report.metrics = [metric("accuracy", 0.91, 0.93, better: true)]
            report.result?.published = [
                Publication(
                    branch: "lr-sweep", ref: "refs/heads/bunsen/lr-sweep", outcome: .moved, command: "git merge origin/bunsen/lr-sweep")
            ]
        },
        Situation("publish-refused") { report in
            report.result?.published = [
                Publication(
                    branch: "lr-sweep", ref: "refs/bunsen/result/0123456789abcdef", outcome: .refused, detail: "protected branch",
                    command: "git fetch origin refs/bunsen/result/0123456789abcdef")
            ]
        },
        Situation("experiment") { $0.experiment = "lr-half" },
    ]

    private static func failed(_ reason: FailureReason, _ lines: [String], evidence: [String]? = nil) -> Situation {
        Situation(
            "failed-\(reason.rawValue.replacing("_", with: "-"))",
            failure: Failure(
                reason, "The stage `train` ended with exit code 1.", remedy: "Mend it, then `bunsen runs retry`.", stage: "train",
                exitCode: 1, lastLines: lines, evidence: evidence))
    }

    private static let dvc = "ERROR: failed to reproduce 'train': failed to run: python train.py, exited with 1"

    private static let bad: [Situation] = [
        failed(
            .stageFailed,
            [
                "epoch 1", "Traceback (most recent call last):", "  File \"train.py\", line 41, in <module>", "    main()",
                "ValueError: could not convert string to float: 'n/a'", dvc,
            ]),
        failed(.outOfMemory, ["epoch 1", "Killed", dvc], evidence: ["exit code 137", "the control group counted 1 kill for memory"]),
        failed(.diskFull, ["cp: error writing 'b.bin': No space left on device", dvc]),
        failed(.dataMissing, ["ERROR: failed to pull data from the cloud - 3 files are missing"]),
        failed(.deadline, ["epoch 999"]),
        failed(.unreachable, []),
        failed(.accessDenied, ["fatal: Authentication failed for 'https://forge.example/vision/digits'"]),
        failed(.misconfigured, ["ERROR: 'dvc.yaml' is invalid."]),
        failed(.nodeFailed, ["epoch 3"], evidence: ["the machine was started anew"]),
    ]
}
