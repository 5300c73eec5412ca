import ArgumentParser
import Foundation
import Glibc
import Job
import LocalExecutor
import RunModel

/// Inside the job: runs the transaction of one attempt. Started by an executor, not by people.
struct JobCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "job", abstract: "Run one attempt of a run (started by an executor).", shouldDisplay: false)

    @Option(help: "The attempt's spec.json; without it, BUNSEN_JOB_SPEC has the spec.")
    var spec: String?

    @Option(help: "A descriptor to read the forge token from, until its end.")
    var tokenFd: Int32?

    @Option(help: "A descriptor to read what the job definition gave by environment from, until its end.")
    var injectedFd: Int32?

    @Option(help: "Without any spec: NAME or ORGANISATION/NAME on bitbucket.org, or a URL.")
    var repository: String?

    @Option(help: "The branch of --repository; BUNSEN_SHA says which commit.")
    var branch: String?

    @Option(help: "The directory of content caches for --repository.")
    var cache: String?

    @Flag(help: "A run of a sweep of Weights & Biases, under `wandb agent`: of the clone that it stands in, or of --repository.")
    var sweep = false

    @Argument(help: ArgumentHelp("With --sweep: values of parameters.", valueName: "name=value"))
    var parameters: [String] = []

    @Option(help: "The attempt's directory, which this process takes for itself before it does anything.")
    var claim: String?

    func run() async throws {
        // A log that nobody takes any more is no end of the job. A handler, because stages would inherit that it is ignored.
        signal(SIGPIPE) { _ in }
        let environment = ProcessInfo.processInfo.environment
        if injectedFd == nil { try InjectedVariables.move(outOf: environment, secretNames: try given(environment)?.secretNames ?? []) }
        let injected = try injectedFd.map { try InjectedVariables(readingFrom: $0) } ?? InjectedVariables()
        // Called off, or another process runs it: whatever we wrote would stand in the other's files.
        if let claim, !(try LocalJob.begin(in: claim)) { return }
        let (asked, token) = try await accredited(injected, environment)
        let shownBy = injected.shownBy()
        // Then nothing but the sandbox keeps it from stages.
        let host = self.spec == nil ? BatchHost(environment) : nil
        let placed = await host?.own(asked) ?? asked
        let stored: Result<[String: String], Failure>
        do throws(Failure) { stored = .success(try await host?.storedSecrets(of: placed) ?? [:]) } catch { stored = .failure(error) }
        // For stages: this process's own environment, which git has too, stays without.
        let seen = environment.merging((try? stored.get()) ?? [:]) { $1 }
        let secrets = asked.secretNames.compactMap { seen[$0] } + (token.map { [$0.reveal()] } ?? []) + injected.secrets
        let spec = shownBy.isEmpty ? placed : placed.sandboxed()
        let log = JobLogWriter(
            nonce: spec.nonce, secrets: secrets, now: { Date() },
            // A full disk must not end the job: its log is worth less than its result.
            write: { bytes in Terminal.write(bytes, to: STDOUT_FILENO) })
        if !shownBy.isEmpty {
            await log.note(
                .warning, "what the job definition gives by environment can be read in process \(shownBy[0]): the sandbox is required")
        }
        let stop = StopRequest(graceSeconds: spec.graceSeconds)
        let pause = environment["BUNSEN_JOB_PAUSE_AFTER"].flatMap(JobStep.init(rawValue:))
        let runner = JobRunner(
            spec: spec,
            surroundings: JobSurroundings(
                now: { Date() }, environment: seen.filter { !$0.key.hasPrefix("BUNSEN_") || $0.key == LocalJob.markVariable },
                token: token,
                readRepositoryFile: { try RepositoryFile.read($0) },
                afterStep: { step in
                    // A crash drill: the job stands still here until it is killed.
                    guard step == pause else { return }
                    _ = FileManager.default.createFile(atPath: "\(spec.places.work)/paused", contents: nil)
                    while true { standStill() }
                },
                failedWork: await host?.failedWork(of: spec, secrets: secrets)),
            log: log, stop: stop)
        let end = await withTaskGroup(of: Void.self) { group in
            group.addTask { await StopSignals.forward(to: stop) }
            if let host { group.addTask { await host.heed(stop, log) } }
            group.addTask {
                guard (try? await Task.sleep(for: .seconds(spec.deadline.timeIntervalSinceNow))) != nil else { return }
                await stop.stop(.deadline)
            }
            let end =
                if case .failure(let failure) = stored {
                    JobEnd(outcome: .failed, failure: failure, endedAt: Date())
                } else {
                    await runner.run()
                }
            group.cancelAll()
            return end
        }
        do {
            try ExitFile.write(end, to: spec.places.exitFile)
        } catch {
            // The log's last line says the same.
            await log.note(.warning, "the exit file could not be written: \(error)")
        }
        await log.end(end)
        // Of a clone's agent nobody comes back for what is left, unless it failed.
        if sweep, end.outcome == .succeeded {
            try? FileManager.default.removeItem(atPath: (spec.places.work as NSString).deletingLastPathComponent)
        }
        if end.exitCode != 0 { throw ExitCode(end.exitCode) }
    }

    /// The spec by file or, in the first of the two executions or the second, by variable; nil where nobody has written one.
    private func given(_ variables: [String: String], _ injected: InjectedVariables = InjectedVariables()) throws -> JobSpec? {
        do {
            if let spec { return try JSONDecoder.bunsen.decode(JobSpec.self, from: Data(contentsOf: URL(filePath: spec))) }
            return try (injected[JobSpec.variable] ?? variables[JobSpec.variable]).map { try JobSpec(variableValue: $0) }
        } catch {
            throw CommandFailure(
                .usage, code: "bad_spec", "The job's spec cannot be read: \(error).",
                remedy: "Use a `bunsen` in the image that is not older than the service that submits the job.")
        }
    }

    /// The service's own token goes before one of a job definition.
    private func accredited(_ injected: InjectedVariables, _ environment: [String: String]) async throws -> (JobSpec, Secret?) {
        let user = environment[ForgeToken.userVariable]
        guard var spec = try given(environment, injected) else {
            let member = sweep ? try WandbMember(parameters, environment: environment) : nil
            if let member, repository == nil {
                let clone = try await WandbClone.find()
                let job = clone.job(of: member, cache: cache, environment: environment)
                let found = ForgeToken.find(in: injected, cloning: job.url, declared: nil, user: user)
                return (try await job.spec(found, now: Date()), found?.token)
            }
            guard let repository, let branch else {
                throw CommandFailure(
                    .usage, code: "no_spec", "The job has no spec: neither --spec, nor BUNSEN_JOB_SPEC, nor --repository and --branch.",
                    remedy: "Jobs are started by an executor; to run a commit yourself, use `bunsen run`.")
            }
            let job = DefinitionJob(
                repository: repository, branch: branch, cache: cache, environment: environment, sweep: member)
            let found = ForgeToken.find(in: injected, cloning: job.url, declared: nil, user: user)
            return (try await job.spec(found, now: Date()), found?.token)
        }
        if let tokenFd { return (spec, try Self.token(from: tokenFd)) }
        guard let found = ForgeToken.find(in: injected, cloning: spec.cloneURL, declared: spec.credential, user: user) else {
            return (spec, nil)
        }
        spec.credential = found.scope
        return (spec, found.token)
    }

    private static func token(from descriptor: Int32) throws -> Secret {
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        let bytes = try handle.readToEnd() ?? Data()
        return Secret(String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .newlines))
    }
}

extension JobSpec {
    fileprivate func sandboxed() -> JobSpec {
        var spec = self
        spec.sandbox = .required
        return spec
    }
}

/// Sleeps until a signal comes.
private func standStill() { Thread.sleep(forTimeInterval: 3600) }
