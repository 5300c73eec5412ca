import DVC
import FoundationEssentials
import Git
package import RunModel

/// The job's transaction: fetch, cache, adopt or claim, reproduce, push data, publish, report.
///
/// Every step can be repeated: what is done stands in the journal, and on the remote as the claim and the result ref.
/// Killed at any point and run again, there is exactly one result.
package struct JobRunner: Sendable {
    private let spec: JobSpec
    private let surroundings: JobSurroundings
    private let log: JobLogWriter
    private let stop: StopRequest
    private let journal: Journal
    private let stages = StageBook()
    private let finished: FinishedStages
    private let checkpoints: CheckpointKeeper
    private let held = HeldClaim()
    private let git: JobGit
    private let meter: UsageMeter
    private let tracking = WandbOutput()
    private let places: WorkPlaces

    private var local: Git { git.local }
    private var remote: Git { git.remote }

    package init(spec: JobSpec, surroundings: JobSurroundings, log: JobLogWriter, stop: StopRequest) {
        self.spec = spec
        self.surroundings = surroundings
        self.log = log
        self.stop = stop
        places = WorkPlaces(work: spec.places.work)
        finished = FinishedStages(spec: spec, places: places, log: log)
        checkpoints = CheckpointKeeper(key: spec.key, log: log)
        journal = Journal(path: places.journal, afterStep: surroundings.afterStep)
        git = JobGit(spec, places, token: surroundings.token)
        meter = UsageMeter(spec: spec, environment: surroundings.environment)
    }

    /// Runs the job to its end; every error becomes part of it.
    package func run() async -> JobEnd {
        let writer = ReportWriter(spec: spec, started: surroundings.now(), now: surroundings.now)
        do {
            return try await transaction(writer)
        } catch let stopped as StopRequest.Stopped where stopped.cause == .asked {
            await held.release(remote, at: spec.cloneURL)
            return JobEnd(
                outcome: .stopped,
                failure: Failure(.reclaimed, "The job was told to stop.", remedy: "Nothing: it goes on at its first unfinished stage."),
                endedAt: surroundings.now())
        } catch is Reproduce.MustRun {
            await held.release(remote, at: spec.cloneURL)
            return JobEnd(outcome: .mustRun, endedAt: surroundings.now())
        } catch {
            var failure = JobFailure.of(error)
            if failure.reason == .deadline {
                failure.stage = await stages.failed
                failure.lastLines = await log.lastLines
            }
            var report = writer.report(outcome: "failed", stages: await stages.outcomes, failure: redacted(failure))
            report.failure = redacted(failure)
            report.remarks += imageRemarks
            report.wandb = await tracked
            report.remarks += await keptWork(failure.reason)
            await meter.used.write(to: &report.resources)
            await finish(&report)
            // Or another service would wait for the end of a lease that nobody uses.
            await held.release(remote, at: spec.cloneURL)
            return JobEnd(outcome: .failed, failure: redacted(failure), report: report, endedAt: surroundings.now())
        }
    }

    private func transaction(_ writer: ReportWriter) async throws -> JobEnd {
        try places.make()
        try FileManager.default.createDirectory(atPath: spec.places.cache, withIntermediateDirectories: true)
        try await launching.removeContainers()
        // DVC is imported while git fetches: the two take about as long.
        let launch = try await launching.make()
        return try await DVCSession.run(launch, events: heard) { try await steps($0, launch, writer) }
    }

    private var launching: JobLaunch { JobLaunch(spec: spec, places: places, surroundings: surroundings, log: log) }

    private func heard(_ event: DVCSession.Event) async {
        if case .stage(let progress) = event {
            await stages.note(progress.stage)
            await finished.note(progress.stage)
            await checkpoints.note(progress.stage)
        }
        if case .output(let bytes) = event { await tracking.hear(bytes) }
        await log.hear(event)
    }

    private func steps(_ session: DVCSession, _ launch: DVCLaunch, _ writer: ReportWriter) async throws -> JobEnd {
        await log.step(.fetch)
        try await Fetch(
            spec: spec, places: places, remote: remote, local: local, log: log, journal: journal, environment: surroundings.environment
        )
        .run()
        let (settings, commands) = try await git.settings(surroundings)
        let project = try DVCProjectDirectory.find(settings.dvcRoot, in: places.clone)
        await checkpoints.use(settings.checkpoints)
        await log.step(.cache)
        try ContentCache(directory: spec.places.cache).write(toProjectAt: project)
        try journal.record(.cache)

        await log.step(.claim)
        try await stop.throwIfStopped()
        let (claim, refs) = try await Claim(spec: spec, remote: remote, local: local, now: surroundings.now).take()
        try await stop.throwIfStopped()
        let publish = Publish(spec: spec, remote: remote, local: local, refs: refs)
        let result: CommitSHA
        switch claim {
        case .elsewhere(let leaseEnds):
            await log.note(.info, "another job runs this commit; its result will be taken over")
            return JobEnd(outcome: .elsewhere, leaseEnds: leaseEnds, endedAt: surroundings.now())
        case .adopt(let kept):
            await log.note(.info, "the result \(kept.short) is on the remote already")
            if kept != spec.request.sha { try await publish.bring(from: refs.result) }
            result = kept
            await takeOver(kept)
        case .mine(let commit):
            await held.take(refs.claim, commit)
            try journal.record(.claim)
            let made = try await produce(session, launch, settings, commands, project: project)
            await log.step(.resultRef)
            result = try await publish.keep(made)
            try journal.record(.resultRef, result.text)
        }

        await log.step(.publish)
        let published = try await publish.publish(result, experiment: experimentName)
        try journal.record(.publish)

        if await stages.outcomes.isEmpty, let kept = FileManager.default.contents(atPath: places.outcomes) {
            for stage in (try? JSONDecoder.bunsen.decode([StageOutcome].self, from: kept)) ?? [] { await stages.note(stage) }
        }
        let outcomes = await stages.outcomes
        let isKnown = !spec.goesOn && outcomes.allSatisfy { $0.state == .cached || $0.state == .unchanged }
        var report = writer.report(outcome: isKnown ? "cached" : "succeeded", stages: outcomes)
        report.result = Run.Result(ref: refs.result, commit: result, published: published)
        report.experiment = experimentName
        report.remarks += imageRemarks
        report.wandb = await tracked
        await meter.used.write(to: &report.resources)
        await writer.compare(
            &report, result: result, settings: settings.report, session: session, git: remote, project: project,
            plots: ReportPlots(
                spec: spec, session: session, local: local, remote: remote, ref: refs.plots, project: project, log: log, stop: stop),
            scratch: places.scratch)
        report = await Aftermath(
            spec: spec, launching: launching, local: local, project: project, log: log, stop: stop, stages: stages, events: heard
        ).run(report, commands, settings.environment, session: session, isOurs: journal.value(of: .commit) == result.text)
        await log.step(.report)
        await finish(&report)
        await checkpoints.forget(by: session, project: project)
        // The result is there for all: whoever's claim it is, nothing is left to be claimed.
        if let left = try? await remote.remoteRef(refs.claim, at: spec.cloneURL) { await held.take(refs.claim, left.text) }
        await held.release(remote, at: spec.cloneURL)
        try journal.record(.report)
        return JobEnd(outcome: .succeeded, report: report, endedAt: surroundings.now())
    }

    /// Steps 4 and 5 and the commit; on from where an earlier attempt on this machine was.
    private func produce(
        _ session: DVCSession, _ launch: DVCLaunch, _ settings: RepositorySettings, _ commands: RepositoryCommands, project: String
    ) async throws -> CommitSHA {
        if let done = journal.value(of: .commit).flatMap(CommitSHA.init),
            try await local.attempt("cat-file", "-e", "\(done)^{commit}").status == 0
        {
            await log.note(.info, "the result commit \(done.short) of an earlier attempt is there")
            return done
        }
        // A look runs no stage.
        let environment = spec.onlyLooks ? EnvironmentSettings() : settings.environment
        if !environment.isMachineOwn { await log.step(.environment) }
        return try await launching.within(environment, session, git: local, stop: stop, events: heard) {
            try journal.record(.environment)
            return try await reproduce($0, launch, commands.run, project: project)
        }
    }

    private func reproduce(_ session: DVCSession, _ launch: DVCLaunch, _ command: [String]?, project: String) async throws -> CommitSHA {
        await stop.watch(session)
        try await stop.throwIfStopped()
        await log.step(.reproduce)
        let outcome: Reproduce.Outcome
        do {
            outcome = try await Reproduce(
                spec: spec, session: session, local: local, project: project, scratch: places.scratch, log: log, stop: stop,
                stages: stages, finished: finished, checkpoints: checkpoints, launch: launch, command: command, clone: places.clone,
                meter: meter
            ).run()
            try journal.record(.reproduce)
            await log.step(.pushData)
            if outcome.graph.defaultRemote != nil { try await PushData(session: session, project: project).run() }
            try await stop.throwIfStopped()
        } catch {
            let cause = await stop.cause
            await stop.watch(nil)
            // Whatever a call that was stopped complains of.
            guard let cause else { throw error }
            if cause == .asked { await pushWhatIsComplete(session, project: project) }
            throw StopRequest.Stopped(cause: cause)
        }
        await stop.watch(nil)
        try journal.record(.pushData)
        let commit = try await ResultCommit(spec: spec, local: local, clone: places.clone, index: places.index)
            .make(outcome, stages: await stages.outcomes)
        try JSONEncoder.bunsen.encode(await stages.outcomes).write(to: URL(filePath: places.outcomes), options: .atomic)
        try journal.record(.commit, commit.text)
        return commit
    }

    /// What the job that made a result has written of its stages: this one has got them for nothing.
    private func takeOver(_ result: CommitSHA) async {
        guard !FileManager.default.fileExists(atPath: places.outcomes) else { return }
        let notes = Notes(git: remote, url: spec.cloneURL, identity: spec.commit)
        let reports = ((try? await notes.lines(on: spec.sweep == nil ? spec.request.sha : result, as: spec.run.text)) ?? []).compactMap {
            try? JSONDecoder.bunsen.decode(Report.self, from: Data($0.utf8))
        }
        for stage in reports.last(where: { $0.result?.commit == result })?.stages ?? [] {
            let isOwn = spec.goesOn || stage.state == .unchanged
            await stages.note(isOwn ? stage : StageOutcome(name: stage.name, state: .cached))
        }
    }

    /// Within what is left of the grace: the next attempt takes it from there.
    private func pushWhatIsComplete(_ session: DVCSession, project: String) async {
        let grace = spec.graceSeconds
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await checkpoints.save(by: session, project: project)
                try? await PushData(session: session, project: project).run()
            }
            group.addTask {
                guard (try? await Task.sleep(for: .seconds(max(2, grace / 3)))) != nil else { return }
                await session.stop(grace: 1)
            }
            await group.next()
            group.cancelAll()
        }
    }

    /// Where a failed attempt's work can be got, if its machine is not to be looked into.
    private func keptWork(_ reason: FailureReason) async -> [String] {
        guard let place = surroundings.failedWork, !spec.onlyLooks, journal.value(of: .fetch) != nil else { return [] }
        // Over its deadline, the job has what it has for stopping.
        let grace = Double(spec.graceSeconds)
        let left = reason == .deadline ? grace : max(grace, spec.deadline.timeIntervalSince(surroundings.now()))
        let remark = await FailedWork(
            places: places, destination: place, searchPath: launching.searchPath, stop: stop, log: log,
            deadline: .seconds(min(left, Self.longestKeeping))
        ).keep()
        await log.note(.info, remark)
        return [remark]
    }

    /// Seconds.
    private static let longestKeeping = 900.0

    /// Step 7: the note. A report that cannot be delivered never fails the run: the service
    /// has it from the exit file and keeps trying.
    private func finish(_ report: inout Report) async {
        do {
            let line = String(decoding: try JSONEncoder.bunsen.encode(report), as: UTF8.self)
            let trigger = spec.request.sha
            // On a sweep's commit hundreds of reports would be too much to fetch.
            let commits =
                (spec.sweep == nil ? [trigger] : [])
                + (report.result.map { $0.commit == trigger && spec.sweep == nil ? [] : [$0.commit] } ?? [])
            if commits.isEmpty { return }
            try await Notes(git: remote, url: spec.cloneURL, identity: spec.commit).set(line: line, run: spec.run, on: commits)
        } catch {
            report.remarks.append("the note was not written: \(log.redact("\(error)"))")
            await log.note(.warning, "the report's note was not written: \(error)")
        }
    }

    /// Which image stages ran in, where its name does not say.
    private var imageRemarks: [String] { KeptEnvironment.read(in: places.work)?.image?.remark.map { [$0] } ?? [] }

    /// What is printed goes before what lies in files: it has the address that the server gave.
    private var tracked: [WandbRun]? {
        get async {
            let files = WandbFiles(clone: places.clone, environment: surroundings.environment).runs()
            return (await tracking.runs + files).once
        }
    }

    private var experimentName: String? {
        guard spec.request.experiment || spec.destination == .experimentRef else { return nil }
        let asked = DVCArguments(spec.request.dvcArgs, experiment: true).experimentName
        return asked ?? spec.sweep?.experimentName ?? spec.run.text
    }

    private func redacted(_ failure: Failure) -> Failure {
        var failure = failure
        failure.message = log.redact(failure.message)
        failure.lastLines = failure.lastLines.map(log.redact)
        return failure
    }
}
