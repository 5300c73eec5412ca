import ArgumentParser
import RunModel

/// The exit codes that scripts may rely on.
enum Exit: Int32 {
    /// The run failed, was cancelled or superseded; or the command could not do what it was asked.
    case failed = 1
    /// Usage, configuration, or mistakes in the directives.
    case usage = 2
    /// Trust or limits.
    case refused = 3
    /// Stopped; can be resumed.
    case resumable = 75

    var code: ExitCode { ExitCode(rawValue) }
}

/// Why a command did not do what it was asked, and what to do about it.
struct CommandFailure: Error, Equatable, CustomStringConvertible {
    var exit: Exit
    /// Stable.
    var code: String
    var message: String
    var remedy: String

    init(_ exit: Exit, code: String, _ message: String, remedy: String) {
        self.exit = exit
        self.code = code
        self.message = message
        self.remedy = remedy
    }

    var description: String { "\(message) \(remedy)" }
}

extension CommandFailure {
    /// A commit message whose directives have mistakes.
    static func mistakes(_ mistakes: [Diagnostic], _ consequence: String) -> CommandFailure {
        let lines = mistakes.map { Terminal.plain(String(PushAnswer.line($0).dropFirst("bunsen: ".count))) }
        return CommandFailure(
            .usage, code: "mistakes", (["\(consequence), because of the directives:"] + lines).joined(separator: "\n"),
            remedy: "Mend the commit's message, with `git commit --amend`, or the options.")
    }

    /// What a run would fail with, met by a command that only looks.
    static func of(_ failure: Failure) -> CommandFailure {
        CommandFailure(.failed, code: failure.reason.rawValue, failure.message, remedy: failure.remedy)
    }
}
