import DVC
import FoundationEssentials
import Git
import RunModel

/// Builds the report: what changed between its base and the result, read from the two commits.
struct ReportWriter {
    let spec: JobSpec
    let started: Date
    let now: @Sendable () -> Date
    private static let patience: Duration = .seconds(300)

    func report(outcome: String, stages: [StageOutcome], failure: Failure? = nil) -> Report {
        var report = Report(
            run: spec.run, key: spec.key, attempt: spec.attempt, outcome: outcome,
            trigger: Report.Trigger(
                repository: spec.request.repository, branch: spec.branches.first, commit: spec.request.sha, subject: spec.subject),
            asked: spec.resources, times: Report.Times(started: started, ended: now()))
        report.stages = stages
        report.failure = failure
        return report
    }

    /// Never a reason to fail: what cannot be read becomes a remark.
    func compare(
        _ report: inout Report, result: CommitSHA, settings: ReportSettings, session: DVCSession, git: Git, project: String,
        plots: ReportPlots, scratch: String
    ) async {
        var hasPlots = false
        do {
            let base = try await base(settings, git: git, &report)
            report.base = base
            // A metric may have to be read from the DVC remote.
            let diff = try await session.within(Self.patience) {
                try await session.diff(
                    from: base?.text, to: result.text, without: settings.exclude, in: project, reply: "\(scratch)/diff.json")
            }
            report.metrics = Self.metrics(diff, settings.better)
            if base != nil {
                report.params = Self.flatten(diff.params).map { file, name, change in
                    ParamChange(file: file, name: name, before: change.old, after: change.new)
                }
                report.data = diff.data
            }
            hasPlots = diff.hasPlots
            report.remarks += diff.errors.map { "\($0.path ?? "a revision") could not be read: \($0.message)" }
        } catch {
            report.remarks.append("metrics and parameters could not be compared: \(error)")
        }
        if hasPlots { await plots.draw(&report, result: result, without: settings.exclude, reply: "\(scratch)/plots.json") }
    }

    static func metrics(_ diff: DVCDiff, _ better: [String: MetricDirection]) -> [MetricChange] {
        flatten(diff.metrics).map { file, name, change in
            let before = change.old
            let direction = better["\(file):\(name)"]
            let delta = before?.double.flatMap { old in change.new?.double.map { $0 - old } }
            let better = direction.flatMap { direction in
                delta.flatMap { $0 == 0 ? nil : ($0 > 0) == (direction == .higher) }
            }
            return MetricChange(file: file, name: name, before: before, after: change.new, delta: delta, better: better)
        }
    }

    private func base(_ settings: ReportSettings, git: Git, _ report: inout Report) async throws -> CommitSHA? {
        if let asked = settings.base {
            let fetched = try await git.attempt("fetch", "--quiet", "--no-tags", "--depth=1", "--", spec.cloneURL, asked)
            if fetched.status == 0 { return CommitSHA(try await git.run("rev-parse", "FETCH_HEAD").text) }
            report.remarks.append("the base “\(asked)” could not be fetched; the parent of the commit stands in for it")
        }
        // What a sweep varies is compared with what it began from, as DVC compares experiments.
        if spec.sweep != nil { return spec.request.sha }
        let parent = try await git.attempt("rev-parse", "--verify", "--quiet", "\(spec.request.sha)^1")
        return parent.status == 0 ? CommitSHA(parent.text) : nil
    }

    private static func flatten(_ files: [String: [String: DVCDiff.Change]]) -> [(String, String, DVCDiff.Change)] {
        files.flatMap { file, values in values.map { (file, $0.key, $0.value) } }
            .sorted { ($0.0, $0.1) < ($1.0, $1.1) }
    }
}
