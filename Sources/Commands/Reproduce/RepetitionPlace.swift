import Foundation
import Job
import LocalExecutor
import RunModel
import Settings
import Web

/// Where a repetition works: a directory of its own below the state directory, with an empty cache.
struct RepetitionPlace: Sendable {
    private let run: Run
    private let loaded: LoadedSettings
    private let directory: String
    private let nonce = UUID().uuidString.lowercased()

    init(run: Run, loaded: LoadedSettings) {
        self.run = run
        self.loaded = loaded
        directory = "\(LeftRepetitions.directory(StateDirectory(loaded.settings)))/\(run.id)-\(UUID().uuidString.prefix(8).lowercased())"
    }

    private var settings: ServiceSettings { loaded.settings }
    var clone: String { "\(directory)/work/open/clone" }

    /// - Returns: what tells others that somebody stands in it.
    func make() throws -> DirectoryLock? {
        do {
            try FileManager.default.createDirectory(
                atPath: "\(directory)/work", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            return try DirectoryLock.use(directory)
        } catch {
            throw CommandFailure(
                .failed, code: "no_place", "The directory \(directory) cannot be made: \(error).",
                remedy: "Call it as the user of the service.")
        }
    }

    /// For a person: nobody removes it.
    func keep() { _ = FileManager.default.createFile(atPath: "\(directory)/\(LeftRepetitions.keptMark)", contents: nil) }

    func remove() { try? FileManager.default.removeItem(atPath: directory) }

    /// Runs the stages, showing them as they go, and compares.
    func repeated(_ result: Run.Result, _ progress: Terminal) async throws -> Repetition.Outcome {
        let project = settings.project(cloning: run.cloneURL)
        let token = try project?.token.map { source in
            try source.read(environment: ProcessInfo.processInfo.environment) { Array(try Data(contentsOf: URL(filePath: $0))) }
        }
        let stop = StopRequest(graceSeconds: settings.graceSeconds)
        return try await LiveProgress.follow(progress) { [nonce] show in
            let lines = LineFeed(nonce: nonce, show: show)
            let log = JobLogWriter(
                nonce: nonce, secrets: token.map { [$0.reveal()] } ?? [], now: { Date() }, write: { lines.feed($0) })
            let repetition = Repetition(
                spec: spec(project, hasToken: token != nil), result: result,
                surroundings: JobSurroundings(
                    now: { Date() }, environment: environment,
                    token: token, readRepositoryFile: { try RepositoryFile.read($0) }),
                log: log, stop: stop)
            return try await withThrowingTaskGroup(of: Repetition.Outcome?.self) { group in
                group.addTask {
                    await StopSignals.forward(to: stop)
                    return nil
                }
                group.addTask { try await repetition.run() }
                defer { group.cancelAll() }
                while let next = try await group.next() {
                    if let outcome = next { return outcome }
                }
                throw CancellationError()
            }
        }
    }

    /// The caller's own, as a job has the service's; and all of the caller's GPUs.
    private var environment: [String: String] {
        let own = ProcessInfo.processInfo.environment
        var environment = JobEnvironment.make(
            from: own, passThrough: [], secretVariables: JobEnvironment.secretVariables(of: settings), stageSecrets: [:],
            visibleGPUs: "", job: "repetition")
        environment["CUDA_VISIBLE_DEVICES"] = own["CUDA_VISIBLE_DEVICES"]
        return environment
    }

    private func spec(_ project: ProjectSettings?, hasToken: Bool) -> JobSpec {
        var spec = JobSpec(
            run: run, attempt: Run.Attempt(number: 1, executor: "here", nonce: nonce, submittedAt: Date()), job: "repetition",
            deadline: .distantFuture, graceSeconds: settings.graceSeconds, commit: settings.commit,
            places: JobSpec.Places(
                work: "\(directory)/work", cache: "\(directory)/cache", environments: "\(directory)/environments",
                exitFile: "\(directory)/exit.json",
                hidden: JobEnvironment.hidden(settings, loaded.places)),
            sandbox: settings.sandbox, dvc: settings.dvc,
            credential: hasToken ? project.flatMap { CredentialScopes.scope(of: $0) } : nil, secretNames: [], logLocation: "")
        spec.containers = settings.containers
        return spec
    }
}
