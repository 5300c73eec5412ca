import FoundationEssentials
import RunModel
import Testing

/// A report with something in every section.
enum MarkdownSample {
    static let trigger = sha("a1")
    static let result = sha("c3")

    private static func sha(_ pair: String) -> CommitSHA {
        guard let sha = CommitSHA(String(repeating: pair, count: 20)) else { preconditionFailure("no commit: \(pair)") }
        return sha
    }

    /// - Parameter text: stands for every piece of text that comes from outside.
    static func report(_ text: String? = nil) throws -> Report {
        let repository = try #require(RepositoryName("github.com/acme/pipeline"))
        let start = Date(timeIntervalSince1970: 1_767_323_045)
        let request = RunRequest(repository: repository, sha: trigger)
        var report = Report(
            run: try #require(RunID("r-20260102T030405-k3v7x2ma")), key: RunKey(request), attempt: 1, outcome: "succeeded",
            trigger: Report.Trigger(
                repository: repository, branch: BranchName("main"), commit: trigger, subject: text ?? "Try a smaller rate"),
            asked: Resources(), times: Report.Times(started: start, ended: start.addingTimeInterval(8.54), queueSeconds: 12))
        report.base = sha("b2")
        report.result = Run.Result(
            ref: "refs/bunsen/result/x", commit: result,
            published: [Publication(branch: "main", ref: "refs/heads/\(text ?? "main")", outcome: .updated)])
        report.stages = [
            StageOutcome(name: text ?? "prepare", state: .cached), StageOutcome(name: text ?? "train", state: .done, seconds: 6.2),
        ]
        report.metrics = [
            MetricChange(
                file: "metrics.json", name: text ?? "accuracy", before: .number(0.81), after: .number(0.8425), delta: 0.0325, better: true),
            MetricChange(file: text ?? "metrics.json", name: "loss", before: .number(0.5), after: .number(0.6), delta: 0.1, better: false),
            MetricChange(file: "metrics.json", name: "rows", before: text.map { .text($0) }, after: .integer(1200)),
        ]
        report.params = [
            ParamChange(
                file: "params.yaml", name: text ?? "lr", before: text.map { .text($0) } ?? .number(0.1),
                after: text.map { .text($0) } ?? .number(0.01))
        ]
        report.setCustom(text.map { "# Report\n\($0)" } ?? "# Report\n| loss | 0.6 |")
        report.resources.peakMemoryKiB = 307_200
        if let text {
            let extent = DataChange.Extent(size: 4096, files: 2)
            report.data = [DataChange(path: text, before: nil, after: extent), DataChange(path: text, before: extent, after: nil)]
            report.plots = Plots(
                ref: text, commit: sha("d4"), drawings: [Plots.Drawing(name: text, file: text), Plots.Drawing(name: text, file: "2.svg")])
            report.resources.gpus = [Report.GPU(name: text, utilization: 0.5, peakMemoryMiB: 1, memoryMiB: 2)]
        }
        report.remarks = [text ?? "no plot could be read from `plots/roc.json`."]
        return report
    }
}
