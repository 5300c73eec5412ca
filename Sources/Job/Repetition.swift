import DVC
import FoundationEssentials
import Git
package import RunModel

/// Runs the stages of a run once more, from nothing but its commit and its inputs; publishes nothing, and compares what they
/// make with what was published.
package struct Repetition: Sendable {
    private let spec: JobSpec
    private let result: Run.Result
    private let surroundings: JobSurroundings
    private let log: JobLogWriter
    private let stop: StopRequest
    private let places: WorkPlaces
    private let stages = StageBook()

    /// - Parameter spec: with places of its own, the cache among them: what is in another would be taken from there.
    package init(spec: JobSpec, result: Run.Result, surroundings: JobSurroundings, log: JobLogWriter, stop: StopRequest) {
        self.spec = spec
        self.result = result
        self.surroundings = surroundings
        self.log = log
        self.stop = stop
        places = WorkPlaces(work: spec.places.work)
    }

    /// What came of it.
    package struct Outcome: Sendable {
        package let stages: [Stage]
        /// Metrics that are not what they were, `before` in the result and `after` now.
        package let metrics: [MetricChange]

        package struct Stage: Sendable, Codable {
            package let name: String
            /// Outputs whose bytes are not what they were, by path in the DVC project.
            package let different: [String]
            /// Outputs that the repository's own command did not make this time, so that nothing is known of them.
            package let missing: [String]
        }

        /// The first stage, in the order in which they run, that made something else.
        package var firstDifference: Stage? { stages.first { !$0.different.isEmpty } }
    }

    /// - Throws: ``RunModel/Failure`` where it does not come to a comparison.
    package func run() async throws -> Outcome {
        do {
            return try await repeated()
        } catch {
            throw JobFailure.of(error)
        }
    }

    private func repeated() async throws -> Outcome {
        try places.make()
        try FileManager.default.createDirectory(atPath: spec.places.cache, withIntermediateDirectories: true)
        return try await DVCSession.run(launching.make(), events: heard) { try await steps($0) }
    }

    private var launching: JobLaunch { JobLaunch(spec: spec, places: places, surroundings: surroundings, log: log) }

    private func heard(_ event: DVCSession.Event) async {
        if case .stage(let progress) = event { await stages.note(progress.stage) }
        await log.hear(event)
    }

    private func steps(_ session: DVCSession) async throws -> Outcome {
        let git = JobGit(spec, places, token: surroundings.token)
        await log.step(.fetch)
        try await Fetch(
            spec: spec, places: places, remote: git.remote, local: git.local, log: log, journal: Journal(path: places.journal),
            environment: surroundings.environment
        ).run()
        try await git.remote.run("fetch", "--quiet", "--no-tags", "--depth=1", "--", spec.cloneURL, "+\(result.ref):refs/bunsen-result")
        let (settings, commands) = try await git.settings(surroundings)
        let project = try DVCProjectDirectory.find(settings.dvcRoot, in: places.clone)
        try ContentCache(directory: spec.places.cache).write(toProjectAt: project)
        if !settings.environment.isMachineOwn { await log.step(.environment) }
        return try await launching.within(settings.environment, session, git: git.local, stop: stop, events: heard) {
            try await again($0, commands.run, project)
        }
    }

    private func again(_ session: DVCSession, _ command: [String]?, _ project: String) async throws -> Outcome {
        await stop.watch(session)
        await log.step(.reproduce)
        let arguments = DVCArguments(spec.request.dvcArgs, experiment: spec.request.experiment)
        if !arguments.setParams.isEmpty { _ = try await session.apply(parameters: arguments.setParams, in: project) }
        let failure: Failure?
        if let command {
            failure = try await repeated(command, arguments, session)
        } else {
            let exit = try await session.dvc(
                ["repro", "--pull", "--allow-missing", "--force", "--no-run-cache"] + arguments.reproArguments, in: project)
            failure =
                exit.code == 0
                ? nil
                : ReproduceFailure(
                    exit: exit, stage: await stages.failed, lines: await log.lastLines, memoryMiB: session.memoryMiB
                ).failure
        }
        await stop.watch(nil)
        try await stop.throwIfStopped()
        if let failure { throw failure }
        return try await compare(session, arguments, project, isOwn: command != nil)
    }

    /// The repository's own command, as the run had it: what it takes from elsewhere is its own business.
    private func repeated(_ command: [String], _ arguments: DVCArguments, _ session: DVCSession) async throws -> Failure? {
        let own = RunCommand(
            command, arguments: arguments.reproArguments, session: session, directory: places.clone,
            variables: SeedVariables.of(spec.request), log: log, stages: stages)
        let exit = try await own.run()
        return exit.code == 0 ? nil : own.failure(exit, lines: await log.lastLines)
    }

    private func compare(_ session: DVCSession, _ arguments: DVCArguments, _ project: String, isOwn: Bool) async throws -> Outcome {
        let commit = result.commit.text
        let found = try await session.compare(
            with: commit, arguments: arguments.reproArguments, in: project, reply: "\(places.scratch)/compare.json")
        let diff = try await session.diff(from: commit, to: nil, in: project, reply: "\(places.scratch)/diff.json")
        let metrics = ReportWriter.metrics(diff, [:]).filter { $0.before != $0.after }
        return Outcome(
            stages: found.stages.map { stage in
                // `dvc repro` has made all of them. What another command leaves out stands in `dvc.lock` as it was before.
                let missing = isOwn ? stage.outs.map(\.path).filter { !FileManager.default.fileExists(atPath: "\(project)/\($0)") } : []
                let different = stage.outs.filter { !$0.isSame && !missing.contains($0.path) }.map(\.path)
                return Outcome.Stage(name: stage.name, different: different, missing: missing)
            }, metrics: metrics)
    }
}
