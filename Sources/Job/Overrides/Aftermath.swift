import DVC
import Git
import RunModel

/// What a repository has done when its result is published: a section of its own in the report, and after an experiment
/// the frozen stage `experiment`. Nothing of it fails the run any more: what goes wrong becomes a remark.
struct Aftermath {
    let spec: JobSpec
    let launching: JobLaunch
    let local: Git
    let project: String
    let log: JobLogWriter
    let stop: StopRequest
    let stages: StageBook
    let events: @Sendable (DVCSession.Event) async -> Void
    private static let patience: Duration = .seconds(300)
    private static let tracking = "experiment"

    /// - Parameters:
    ///   - session: has what the machine has, for a commit that asks for no environment.
    ///   - isOurs: this job has made the result, and not taken it over from another.
    func run(
        _ report: Report, _ commands: RepositoryCommands, _ environment: EnvironmentSettings, session: DVCSession, isOurs: Bool
    ) async -> Report {
        let graph = isOurs && spec.request.experiment ? await trackingGraph(session) : nil
        guard commands.report != nil || graph != nil else { return report }
        do {
            return try await launching.within(environment, session, git: local, stop: stop, events: events) {
                await work(report, commands, graph, $0)
            }
        } catch {
            var report = report
            report.remarks.append("what follows a run was left out: \(log.redact("\(error)"))")
            return report
        }
    }

    private func work(
        _ report: Report, _ commands: RepositoryCommands, _ graph: DVCGraph?, _ session: DVCSession
    ) async -> Report {
        var report = report
        await stop.watch(session)
        if let command = commands.report, let result = report.result?.commit {
            let revisions = [(report.base ?? result).text, result.text]
            await section(&report, command + revisions + commands.reportOptions, session)
        }
        if let graph { await track(&report, graph, session) }
        await stop.watch(nil)
        return report
    }

    private func section(_ report: inout Report, _ argv: [String], _ session: DVCSession) async {
        guard await stop.cause == nil else {
            report.remarks.append("the repository's own report was not made: the job was told to end")
            return
        }
        do {
            let (exit, text, isCut) = try await session.within(Self.patience) {
                try await session.text(
                    of: argv, in: launching.places.clone, variables: SeedVariables.of(spec.request), limit: Report.customLimit)
            }
            report.setCustom(log.redact(text))
            if isCut { report.remarks.append("the repository's own report is longer than 64 KiB: the rest was left out") }
            if exit.code != 0 { report.remarks.append("the repository's own report ended with exit code \(exit.code)") }
        } catch {
            report.remarks.append("the repository's own report was not made: \(log.redact("\(error)"))")
        }
    }

    /// The pipeline, if it has the frozen stage.
    private func trackingGraph(_ session: DVCSession) async -> DVCGraph? {
        // Where the pipeline cannot be read there is no such stage; that it cannot has been said already.
        let graph = try? await session.graph(arguments: [], in: project, reply: "\(launching.places.scratch)/tracking.json")
        return graph?.stages.contains { $0.name == Self.tracking && $0.isFrozen } == true ? graph : nil
    }

    /// The commit is published as it was: what this stage makes is for elsewhere, such as an experiment tracker.
    private func track(_ report: inout Report, _ graph: DVCGraph, _ session: DVCSession) async {
        let name = Self.tracking
        guard await stop.cause == nil else {
            report.remarks.append("the stage `\(name)` was not run: the job was told to end")
            return
        }
        await log.note(.info, "running the frozen stage `\(name)`")
        do {
            let variables = SeedVariables.of(spec.request)
            let pull = graph.defaultRemote == nil ? [] : ["--pull", "--allow-missing"]
            var exit = try await session.dvc(["unfreeze", name], in: project)
            if exit.code == 0 {
                exit = try await session.dvc(["repro"] + pull + ["--single-item", name], in: project, variables: variables)
            }
            if exit.code != 0 {
                let said = exit.errors.joined(separator: " / ")
                report.remarks.append("the stage `\(name)` failed after the experiment: \(log.redact(said)); the result stands")
            }
        } catch {
            report.remarks.append("the stage `\(name)` was not run: \(log.redact("\(error)"))")
        }
        let outcome = await stages.outcomes.first { $0.name == name }
        if let outcome { report.stages = report.stages.filter { $0.name != name } + [outcome] }
    }
}
