import DVC
import RunModel

/// A repository's own program in place of `dvc repro`. In the log and in the report it stands as one stage.
struct RunCommand {
    let argv: [String]
    let session: DVCSession
    /// The root of the checkout.
    let directory: String
    let variables: [String: String?]
    let log: JobLogWriter
    let stages: StageBook

    /// - Parameter arguments: take the place of an argument `{args}`, each one by itself.
    init(
        _ command: [String], arguments: [String], session: DVCSession, directory: String, variables: [String: String?],
        log: JobLogWriter, stages: StageBook
    ) {
        argv = command.flatMap { $0 == "{args}" ? arguments : [$0] }
        self.session = session
        self.directory = directory
        self.variables = variables
        self.log = log
        self.stages = stages
    }

    func run() async throws -> DVCSession.Exit {
        await note(.running)
        let begin = ContinuousClock.now
        var state = StageOutcome.State.failed
        let outcome: Swift.Result<DVCSession.Exit, any Error>
        do {
            let exit = try await session.command(argv, in: directory, variables: variables)
            if exit.code == 0 { state = .done }
            outcome = .success(exit)
        } catch {
            outcome = .failure(error)
        }
        await note(state, after: (ContinuousClock.now - begin) / .seconds(1))
        return try outcome.get()
    }

    func failure(_ exit: DVCSession.Exit, lines: [String]) -> Failure {
        var failure = ReproduceFailure(exit: exit, stage: name, lines: lines, memoryMiB: session.memoryMiB).failure
        if failure.reason == .stageFailed {
            failure.message = "The repository's own run command `\(name)` ended with exit code \(exit.code)."
            failure.remedy = "Look at its last lines, mend it and push again."
        }
        return failure
    }

    /// One short line: it becomes a part of the result commit's subject.
    private var name: String { PlainText.cut(PlainText.line(ArgumentText.joined(argv)), to: 60) }

    private func note(_ state: StageOutcome.State, after seconds: Double? = nil) async {
        let outcome = StageOutcome(name: name, state: state, seconds: seconds)
        await stages.note(outcome)
        await log.stage(JobEvent.StageProgress(stage: outcome, n: 1, of: 1))
    }
}
