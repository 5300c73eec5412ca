import DVC
import FoundationEssentials
import Git
import RunModel

/// Step 4: `dvc repro` at the commit, or the repository's own command in its place, and what came of each stage.
struct Reproduce {
    let spec: JobSpec
    let session: DVCSession
    let local: Git
    let project: String
    let scratch: String
    let log: JobLogWriter
    let stop: StopRequest
    let stages: StageBook
    /// Pushes what finished stages made while others run.
    let finished: FinishedStages
    let checkpoints: CheckpointKeeper
    let launch: DVCLaunch
    /// Runs instead of `dvc repro`.
    let command: [String]?
    /// The root of the checkout.
    let clone: String
    let meter: UsageMeter

    struct Outcome: Sendable {
        var graph: DVCGraph
        /// Files that `-S` wrote, relative to the git root.
        var parameterFiles: [String]
    }

    /// Only a look was asked for, and stages would have to run; or no slot came free.
    struct MustRun: Error {}

    func run() async throws -> Outcome {
        let arguments = DVCArguments(spec.request.dvcArgs, experiment: spec.request.experiment)
        // The service has checked them; a job trusts nobody's argv.
        if let mistake = arguments.diagnostics.first {
            throw Failure(
                .misconfigured, mistake.message, remedy: mistake.suggestion ?? "Correct the line after `:ACME_RUN:`.")
        }
        if arguments.noHydra {
            throw Failure(
                .notYetSupported, "`--no-hydra` is not honoured yet.",
                remedy: "Leave it out, or switch `hydra.enabled` off in `.dvc/config`.")
        }
        var parameterFiles: [String] = []
        if !arguments.setParams.isEmpty {
            try await restore(arguments.setParams)
            parameterFiles = try await session.apply(parameters: arguments.setParams, in: project)
        }
        let graph = try await session.graph(arguments: arguments.reproArguments, in: project, reply: "\(scratch)/graph.json")
        let hasData = graph.stages.contains { $0.outs.contains(where: \.cached) }
        if hasData, graph.defaultRemote == nil {
            throw Failure(
                .misconfigured, "This DVC project has no default remote, so its results could not be kept.",
                remedy: "Add one (`dvc remote add -d NAME URL`), commit `.dvc/config` and push again.")
        }
        if let url = graph.remoteURL, url.hasPrefix(spec.places.work + "/") {
            throw Failure(
                .misconfigured, "The DVC remote is given by a relative path, which leads nowhere in another clone than yours.",
                remedy: "Give it as an absolute path or a URL (`dvc remote modify NAME url URL`), commit `.dvc/config` and push again.")
        }
        if spec.onlyLooks {
            // What a command of the repository's own would do, nobody knows.
            guard command == nil else { throw MustRun() }
            let plan = try await session.plan(
                arguments: arguments.reproArguments, experiment: false, remote: true, in: project, reply: "\(scratch)/plan.json")
            guard plan.stages.allSatisfy({ ["unchanged", "cached"].contains($0.state) }) else { throw MustRun() }
        }
        if let gate = spec.gate { try await pass(gate) }
        try await stop.throwIfStopped()
        let variables = SeedVariables.of(spec.request)
        if let command {
            let own = RunCommand(
                command, arguments: arguments.reproArguments, session: session, directory: clone, variables: variables, log: log,
                stages: stages)
            let exit = try await meter.measure { try await own.run() }
            try await stop.throwIfStopped()
            guard exit.code == 0 else { throw own.failure(exit, lines: await log.lastLines) }
            return Outcome(graph: graph, parameterFiles: parameterFiles)
        }
        let pull = graph.defaultRemote == nil ? [] : ["--pull", "--allow-missing"]
        let exit = try await meter.measure { [parameterFiles] in
            try await besidePushes(of: graph, parameterFiles) {
                try await session.dvc(
                    ["repro"] + pull + arguments.reproArguments, in: project, variables: variables,
                    checkpoints: await checkpoints.restoring)
            }
        }
        try await stop.throwIfStopped()
        guard exit.code == 0 else {
            throw ReproduceFailure(exit: exit, stage: await stages.failed, lines: await log.lastLines, memoryMiB: session.memoryMiB)
                .failure
        }
        return Outcome(graph: graph, parameterFiles: parameterFiles)
    }
}

extension Reproduce {
    /// Waits for the slot: all that can be done without one is done.
    private func pass(_ gate: JobSpec.Gate) async throws {
        let end = ContinuousClock.now + .seconds(gate.waitSeconds)
        while !FileManager.default.fileExists(atPath: gate.file) {
            try await stop.throwIfStopped()
            guard ContinuousClock.now < end else { throw MustRun() }
            try await Task.sleep(for: .milliseconds(20))
        }
        stop.stop(.deadline, after: gate.runSeconds)
    }

    /// Runs the pipeline, and beside it the pushes of what is finished.
    private func besidePushes(
        of graph: DVCGraph, _ parameterFiles: [String], _ work: @escaping @Sendable () async throws -> DVCSession.Exit
    ) async throws -> DVCSession.Exit {
        guard graph.defaultRemote != nil else { return try await work() }
        let settings = graph.dvcRoot == "." ? ".dvc/config.local" : "\(graph.dvcRoot)/.dvc/config.local"
        let files = Set(graph.lockfiles + parameterFiles + graph.stages.filter(\.isDataSource).map(\.dvcfile) + [settings]).sorted()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await finished.run(launch, project: graph.dvcRoot, files: files) }
            group.addTask { await checkpoints.run(launch, project: project) }
            let outcome: Swift.Result<DVCSession.Exit, any Error>
            do { outcome = .success(try await work()) } catch { outcome = .failure(error) }
            await finished.finish()
            await checkpoints.finish()
            // What is under way has to be there anyhow, unless the job is to end.
            if await stop.cause != nil { group.cancelAll() }
            try await group.waitForAll()
            return try outcome.get()
        }
    }

    /// An earlier attempt may have written the parameters already, and adding or removing one works but once.
    private func restore(_ overrides: [String]) async throws {
        var inProject = local
        inProject.directory = project
        for file in Set(overrides.map(Self.file)).sorted() {
            // One that the commit does not have is DVC's to complain of.
            _ = try await inProject.attempt("--literal-pathspecs", "checkout", "--quiet", spec.request.sha.text, "--", file)
        }
    }

    /// The file of `[FILE:]NAME=VALUE`, as DVC takes it.
    private static func file(of override: String) -> String {
        let left = override.prefix { $0 != "=" }
        return left.firstIndex(of: ":").map { String(left[..<$0]) } ?? "params.yaml"
    }
}

/// The stages of a run as they go.
actor StageBook {
    private(set) var outcomes: [StageOutcome] = []

    func note(_ stage: StageOutcome) {
        if let index = outcomes.firstIndex(where: { $0.name == stage.name }) {
            outcomes[index] = stage
        } else {
            outcomes.append(stage)
        }
    }

    /// The stage that did not come to its end.
    var failed: String? { outcomes.last { $0.state == .failed || $0.state == .running }?.name }
}

/// From what DVC said to a reason.
struct ReproduceFailure {
    let exit: DVCSession.Exit
    let stage: String?
    let lines: [String]
    /// What the command of a stage could use at most, where that is enforced for each by itself.
    var memoryMiB: Int?

    var failure: Failure {
        let said = exit.errors.joined(separator: " / ")
        let everything = (said + "\n" + lines.joined(separator: "\n")).lowercased()
        func says(_ phrases: String...) -> Bool { phrases.contains { everything.contains($0) } }
        if says("no space left on device", "disk quota exceeded", "errno 28") {
            return Failure(
                .diskFull, "The disk was full while \(stage.map { "stage \($0) ran" } ?? "DVC worked"): \(said).",
                remedy: "Free space on the disk of the cache and the work directory, then `bunsen runs retry`.", stage: stage,
                lastLines: lines)
        }
        // What a stage needs is brought within its turn: no fault of its own where its command has not begun.
        let hasBegun = said.contains("exited with")
        if !hasBegun, let reached = RemoteTrouble.failure(for: said, task: "Reading data from the DVC remote") { return reached }
        let word = said.lowercased()
        if !hasBegun, ["missing data", "failed to pull", "missing-files", "checkout failed"].contains(where: { word.contains($0) }) {
            return Failure(
                .dataMissing, "Data that \(stage.map { "stage \($0)" } ?? "a stage") needs is not there: \(said).",
                remedy: "Run `dvc push` where the data is, then `bunsen runs retry`.", stage: stage, lastLines: lines)
        }
        if let stage {
            let code = said.firstMatch(after: "exited with ").flatMap { Int($0) }
            // Killed, and not by us: engines do not tell dependably whether that was for its memory.
            if let memoryMiB, code ?? exit.code == 137 {
                return Failure(
                    .outOfMemory, "Stage \(stage) was killed in its container, most likely because it used more than \(memoryMiB) MiB.",
                    remedy: "Ask for more with `:ACME_MEMORY:`.", stage: stage, exitCode: 137, lastLines: lines)
            }
            return Failure(
                .stageFailed, "Stage \(stage) failed\(code.map { " with exit code \($0)" } ?? ""): \(said).",
                remedy: "Look at the stage's last lines, mend it and push again; finished stages stay cached.", stage: stage,
                exitCode: code ?? exit.code, lastLines: lines)
        }
        if says("does not exist", "unable to") {
            return Failure(
                .dataMissing, "Data that a stage needs is not there: \(said).",
                remedy: "Run `dvc push` where the data is, then `bunsen runs retry`.", lastLines: lines)
        }
        return Failure(
            .misconfigured, "dvc repro ended with code \(exit.code): \(said.isEmpty ? "no message" : said).",
            remedy: "Run `dvc repro` at this commit to see the same message.", exitCode: exit.code, lastLines: lines)
    }
}

extension String {
    /// The word after a phrase, without a full stop.
    fileprivate func firstMatch(after phrase: String) -> String? {
        guard let range = firstRange(of: phrase) else { return nil }
        return String(self[range.upperBound...].prefix { $0.isNumber || $0 == "-" })
    }
}
