import FoundationEssentials
import RunModel
import Subprocess
import SystemPackage

/// Builds one virtual environment. Packages run code of their own while they are installed, so this happens in the sandbox.
struct EnvironmentBuild {
    let interpreter: Interpreter
    /// An empty directory.
    let draft: String
    /// Absolute paths.
    let requirements: [String]
    /// The words of the sandbox.
    let wrapper: [String]
    let environment: [String: String]
    /// What relative paths in requirements files start from: the repository's root.
    let directory: String
    let log: JobLogWriter
    let stop: StopRequest
    var deadline: Duration = .seconds(1800)

    func run() async throws {
        try await BoundedWork(deadline: deadline, stop: stop).run {
            BuildFailure(lines: await log.lastLines).late(deadline)
        } _: {
            try await build()
        }
    }

    private func build() async throws {
        let making = try await status([interpreter.path, "-I", "-m", "venv", draft])
        guard making.isSuccess else { throw BuildFailure(lines: await log.lastLines).noEnvironment(of: interpreter) }
        guard !requirements.isEmpty else { return }
        let files = requirements.flatMap { ["-r", $0] }
        let installing = try await status(
            ["\(draft)/bin/python", "-I", "-m", "pip", "install", "--no-input", "--disable-pip-version-check"] + files)
        guard installing.isSuccess else { throw BuildFailure(lines: await log.lastLines).notInstalled }
    }

    private func status(_ command: [String]) async throws -> TerminationStatus {
        let words = wrapper + command
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [.gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(3))]
        var variables = environment
        // A setting for whom pip is used without a virtual environment.
        variables["PIP_USER"] = "0"
        return try await Subprocess.run(
            .path(FilePath(words[0])), arguments: Arguments(Array(words.dropFirst())),
            environment: .custom(variables.asSubprocess), workingDirectory: FilePath(directory), platformOptions: options,
            input: .none, output: .sequence, error: .combinedWithOutput
        ) { execution in
            for try await chunk in execution.standardOutput { await log.output(chunk.withUnsafeBytes { Array($0) }) }
        }.terminationStatus
    }
}
