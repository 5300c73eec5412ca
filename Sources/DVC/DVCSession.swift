import FoundationEssentials
package import RunModel

/// A running driver: DVC imported once, called many times. Made by ``DVCSession/run(_:body:)``, valid inside its body.
package actor DVCSession {
    /// What happens while a call runs.
    package enum Event: Sendable, Equatable {
        /// Bytes of a stage, as they came.
        case output([UInt8])
        case stage(JobEvent.StageProgress)
        /// A sentence of DVC's own.
        case note(JobEvent.Note)
    }

    package struct Exit: Sendable, Equatable {
        package let code: Int
        /// The largest resident set of one process, in KiB.
        package let peakKiB: Int?
        /// Time on processors of all processes, in seconds.
        package let cpuSeconds: Double?
        /// DVC's error lines, for messages.
        package let errors: [String]
    }

    private let send: @Sendable (String) async throws -> Void
    let report: @Sendable (Event) async -> Void
    private var next = 1
    private var waiting: [Int: CheckedContinuation<DVCRecord, any Error>] = [:]
    private var errors: [String] = []
    private var texts: [String] = []
    private var pending = ""
    private var gone: DVCError?
    let outside: StageRunner?
    /// Where the driver writes the commands that run outside.
    let commandFile: String?
    let (asked, askedEnd) = AsyncStream.makeStream(of: Int.self)
    /// What the command of a stage may use at most, where that is enforced for each by itself.
    package nonisolated var memoryMiB: Int? { outside?.memoryMiB }
    /// A command runs outside.
    var isOutside = false
    /// Of the call that is under way, besides the launch's environment.
    var variables: [String: String?] = [:]
    /// Seconds that it has for ending.
    var grace = 2

    init(
        send: @escaping @Sendable (String) async throws -> Void, report: @escaping @Sendable (Event) async -> Void,
        outside: (runner: StageRunner, file: String)?
    ) {
        self.send = send
        self.report = report
        self.outside = outside?.runner
        commandFile = outside?.file
    }

    /// `dvc ARGV`, as the command line would.
    /// - Parameters:
    ///   - checkpoints: restored before the commands of their stages.
    ///   - variables: besides the launch's environment; nil takes one away.
    package func dvc(_ argv: [String], in directory: String, variables: [String: String?]? = nil, checkpoints: DVCCheckpoints? = nil)
        async throws -> Exit
    {
        self.variables = variables ?? [:]
        return try await exit {
            DVCRequest(
                id: $0, call: "dvc", cwd: directory, argv: argv, env: variables, isPrivate: true, checkpoints: checkpoints,
                outside: commandFile)
        }
    }

    /// A program of the repository's own, in DVC's place: its output is a stage's. See `Driver/dvc_command.py`.
    package func command(_ argv: [String], in directory: String, variables: [String: String?]) async throws -> Exit {
        let (exit, _) = try await command(argv, in: directory, variables: variables, capture: nil)
        return exit
    }

    /// The same for one whose standard output is text for the caller: at most `limit` bytes of it, in whole lines.
    package func text(
        of argv: [String], in directory: String, variables: [String: String?], limit: Int
    ) async throws -> (exit: Exit, text: String, isCut: Bool) {
        texts = []
        let (exit, isCut) = try await command(argv, in: directory, variables: variables, capture: limit)
        return (exit, texts.joined(), isCut)
    }

    private func command(
        _ argv: [String], in directory: String, variables: [String: String?], capture: Int?
    ) async throws -> (Exit, isCut: Bool) {
        if outside != nil {
            let end = await runOutside(StageCommand(argv: argv, directory: directory, variables: variables, capture: capture))
            texts = [end.text]
            return (Exit(code: end.code, peakKiB: nil, cpuSeconds: nil, errors: []), end.isCut)
        }
        var isCut = false
        let exit = try await exit({
            DVCRequest(id: $0, call: "command", cwd: directory, argv: argv, env: variables, capture: capture)
        }) { reply in
            isCut = reply.cut == true
            if let error = reply.error { throw DVCError(DVCError.Kind(rawValue: error.kind) ?? .other, error.message) }
        }
        return (exit, isCut)
    }

    private func exit(
        _ make: (Int) -> DVCRequest, look: (DVCRecord) throws -> Void = { _ in }
    ) async throws -> Exit {
        errors = []
        grace = 2
        let reply: DVCRecord
        do {
            reply = try await ask(make)
        } catch {
            await settle()
            throw error
        }
        await settle()
        try look(reply)
        let code = reply.exit ?? reply.signal.map { 128 + $0 } ?? (reply.stopped == true ? 143 : 255)
        // Of DVC alone it would say nothing.
        let isInside = outside == nil
        return Exit(
            code: code, peakKiB: isInside ? reply.maxrss : nil, cpuSeconds: isInside ? reply.cpu : nil, errors: errors)
    }

    /// Writes parameters as `dvc exp run -S` would; gives the files, relative to the git root.
    package func apply(parameters: [String], in directory: String) async throws -> [String] {
        try checked(await ask { DVCRequest(id: $0, call: "apply_params", cwd: directory, params: parameters) }).files ?? []
    }

    package func graph(arguments: [String], in directory: String, reply file: String) async throws -> DVCGraph {
        try await fromFile(file) {
            DVCRequest(id: $0, call: "graph", cwd: directory, targets: [], reproArgs: arguments, replyTo: file)
        }
    }

    /// Brings a second work tree at `tree` to where the one at `directory` is, to push from while stages run there.
    ///
    /// - Parameters:
    ///   - files: what a run changes, relative to `directory`, which is the root of the git repository.
    package func mirror(
        _ directory: String, to tree: String, commit: CommitSHA, in gitDirectory: String, files: [String]
    ) async throws {
        _ = try checked(
            await ask {
                DVCRequest(
                    id: $0, call: "mirror", cwd: directory, tree: tree, gitDirectory: gitDirectory, sha: commit.text, files: files)
            })
    }

    /// - Parameters:
    ///   - a: nil for nothing.
    ///   - b: nil for the work tree.
    ///   - excluded: files that count for nothing, relative to `directory`.
    package func diff(
        from a: String?, to b: String?, without excluded: [Glob] = [], in directory: String, reply file: String
    ) async throws -> DVCDiff {
        try await fromFile(file) {
            DVCRequest(id: $0, call: "diff", cwd: directory, a: a, b: b, exclude: excluded.map(\.pattern), replyTo: file)
        }
    }

    /// The plots of two revisions, drawn; of a call that is stopped, what was drawn by then.
    package func plots(
        from a: String?, to b: String, without excluded: [Glob], in directory: String, reply file: String
    ) async throws -> DVCPlots {
        // Perhaps an earlier attempt's.
        try? FileManager.default.removeItem(atPath: file)
        _ = try checked(
            await ask {
                DVCRequest(id: $0, call: "plots", cwd: directory, a: a, b: b, exclude: excluded.map(\.pattern), replyTo: file)
            })
        return try JSONDecoder().decode(DVCPlots.self, from: Data(contentsOf: URL(filePath: file)))
    }

    /// What the stages of a reproduction have made, beside what `commit` has recorded.
    package func compare(with commit: String, arguments: [String], in directory: String, reply file: String) async throws -> DVCComparison {
        try await fromFile(file) {
            DVCRequest(id: $0, call: "compare", cwd: directory, reproArgs: arguments, a: commit, replyTo: file)
        }
    }

    package func plan(
        arguments: [String], experiment: Bool, remote: Bool, in directory: String, reply file: String
    ) async throws -> DVCPlan {
        try await fromFile(file) {
            DVCRequest(
                id: $0, call: "plan", cwd: directory, dvcArgs: arguments, experiment: experiment, remote: remote, replyTo: file)
        }
    }

    /// Ends what runs now, with everything it started: SIGTERM, and SIGKILL after `grace` seconds.
    package func stop(grace: Int) async {
        self.grace = grace
        // First DVC, or it would take the end of a command for its failure, and go on (`--keep-going`).
        _ = try? await ask { DVCRequest(id: $0, call: "stop", grace: Double(grace)) }
        await outside?.stop(grace)
    }

    func ask(_ make: (Int) -> DVCRequest) async throws -> DVCRecord {
        if let gone { throw gone }
        let id = next
        next += 1
        let line = String(decoding: try JSONEncoder().encode(make(id)), as: UTF8.self) + "\n"
        return try await withCheckedThrowingContinuation { continuation in
            waiting[id] = continuation
            Task {
                do { try await send(line) } catch { self.fail(id, "the driver does not listen any more: \(error)") }
            }
        }
    }

    func tell(_ request: DVCRequest) async throws {
        try await send(String(decoding: try JSONEncoder().encode(request), as: UTF8.self) + "\n")
    }

    func isWaiting(for id: Int) -> Bool { waiting[id] != nil }

    private func fail(_ id: Int, _ message: String) {
        waiting.removeValue(forKey: id)?.resume(throwing: DVCError(.driver, message))
    }

    func checked(_ reply: DVCRecord) throws -> DVCRecord {
        guard let error = reply.error else { return reply }
        throw DVCError(DVCError.Kind(rawValue: error.kind) ?? .other, error.message)
    }

    func fromFile<T: Decodable>(_ file: String, _ make: (Int) -> DVCRequest) async throws -> T {
        let reply = try checked(await ask(make))
        guard reply.exit == 0 else { throw DVCError(.other, "it was stopped before its end") }
        return try JSONDecoder().decode(T.self, from: Data(contentsOf: URL(filePath: file)))
    }

    // MARK: What the driver says

    func received(_ piece: StreamSplitter.Piece) async {
        switch piece {
        case .output(let bytes): await report(.output(bytes))
        case .record(let bytes):
            guard let record = try? JSONDecoder().decode(DVCRecord.self, from: Data(bytes)) else { return }
            await received(record)
        }
    }

    private func received(_ record: DVCRecord) async {
        if let log = record.log {
            pending += log.message
            guard log.more != true else { return }
            let text = pending
            pending = ""
            if log.level == "TEXT" {
                texts.append(text)
                return
            }
            // DVC colours parts of its sentences whatever it writes to.
            let sentence = text.split(separator: "\n", omittingEmptySubsequences: false).map { OutputLine.plain(String($0)) }
                .joined(separator: "\n")
            let level: JobEvent.Note.Level =
                switch log.level {
                case "ERROR", "CRITICAL": .error
                case "WARNING": .warning
                default: .info
                }
            if level == .error { errors.append(sentence) }
            await report(.note(JobEvent.Note(level, sentence)))
        } else if let stage = record.stage, let state = StageOutcome.State(rawValue: stage.state) {
            // A data source (a .dvc file) is no stage of the pipeline and has no number.
            guard let n = stage.n, let of = stage.of else { return }
            let outcome = StageOutcome(name: stage.name, state: state, seconds: stage.seconds)
            await report(.stage(JobEvent.StageProgress(stage: outcome, n: n, of: of)))
        } else if record.outside != nil, let id = record.id {
            askedEnd.yield(id)
        } else if let fatal = record.fatal {
            ended(fatal)
        } else if record.isReply, let id = record.id {
            waiting.removeValue(forKey: id)?.resume(returning: record)
        }
    }

    func ended(_ message: String) {
        let error = DVCError(.driver, message)
        gone = error
        for continuation in waiting.values { continuation.resume(throwing: error) }
        waiting = [:]
        askedEnd.finish()
    }
}
