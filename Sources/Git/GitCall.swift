import Subprocess
import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#endif

/// One process of git: its argv, its environment, and how a token reaches it.
struct GitCall: Sendable {
    let git: Git
    let arguments: [String]
    let input: String?

    func execute() async throws -> GitOutput {
        var options = PlatformOptions()
        // A group of its own, so that git's helpers (ssh, remote-https) end with it at the deadline.
        options.processGroupID = 0
        options.teardownSequence = [.gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(2))]
        let limit = 64 << 20
        if let credential = git.credential, input == nil {
            // Standard input carries the token; a shell moves it to descriptor 9 before it becomes git.
            let file = try credential.descriptor()
            let result = try await Subprocess.run(
                .path("/bin/sh"),
                arguments: Arguments(["-c", #"exec 9<&0 </dev/null; exec git "$@""#, "git"] + words),
                environment: environment, workingDirectory: nil, platformOptions: options,
                input: .fileDescriptor(file, closeAfterSpawningProcess: true),
                output: .string(limit: limit), error: .string(limit: limit))
            return GitOutput(result.terminationStatus, result.standardOutput, result.standardError)
        }
        guard let input else {
            let result = try await Subprocess.run(
                .name("git"), arguments: Arguments(words), environment: environment, workingDirectory: nil,
                platformOptions: options, input: .none, output: .string(limit: limit), error: .string(limit: limit))
            return GitOutput(result.terminationStatus, result.standardOutput, result.standardError)
        }
        // A file and no pipe: git may end before it has read all, which a pipe's writer would not survive.
        let result = try await Subprocess.run(
            .name("git"), arguments: Arguments(words), environment: environment, workingDirectory: nil,
            platformOptions: options, input: .fileDescriptor(try UnlinkedFile.holding(input), closeAfterSpawningProcess: true),
            output: .string(limit: limit), error: .string(limit: limit))
        return GitOutput(result.terminationStatus, result.standardOutput, result.standardError)
    }

    private var words: [String] {
        var words: [String] = []
        if let directory = git.directory { words += ["-C", directory] }
        for setting in git.configuration { words += ["-c", setting] }
        for setting in git.credential?.configuration ?? [] { words += ["-c", setting] }
        return words + arguments
    }

    /// Our own environment without what would point git elsewhere: a hook hands its `GIT_DIR` and quarantine down.
    private var environment: Environment {
        var changes: [Environment.Key: String?] = [
            "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_ASKPASS": "true",
        ]
        for name in [
            "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES",
            "GIT_QUARANTINE_PATH", "GIT_PREFIX", "GIT_NAMESPACE", "GIT_COMMON_DIR", "GIT_PUSH_OPTION_COUNT", "GIT_TRACE",
        ] {
            changes[Environment.Key(stringLiteral: name)] = .some(nil)
        }
        for (name, value) in git.environment { changes[Environment.Key(stringLiteral: name)] = value }
        return .inherit.updating(changes)
    }
}

extension GitOutput {
    init(_ status: TerminationStatus, _ standardOutput: String?, _ standardError: String?) {
        switch status {
        case .exited(let code): self.status = Int(code)
        case .signaled(let signal): self.status = 128 + Int(signal)
        }
        self.standardOutput = standardOutput ?? ""
        self.standardError = standardError ?? ""
    }
}
