import AWS
import ArgumentParser
import Deployment
import Foundation
import Settings
import Web

/// How the process ends, whatever a command threw: what went wrong on standard error, with `--json` an object on standard
/// output too, and an exit code of the documented ones.
enum Ending {
    static func end(_ error: any Error, arguments: [String]) -> Never {
        if let code = error as? ExitCode { exit(code.rawValue) }
        guard let failure = failure(of: error) else {
            let code = Bunsen.exitCode(for: error).rawValue
            let text = Bunsen.fullMessage(for: error)
            // Help and version are what was asked for; all else is wrong usage.
            if code == 0 {
                print(text)
                exit(0)
            }
            FileHandle.standardError.write(Data((text + "\n").utf8))
            exit(Exit.usage.rawValue)
        }
        tell(failure, json: arguments.contains("--json"))
        exit(failure.exit.rawValue)
    }

    /// Nil for what the argument parser says better.
    static func failure(of error: any Error) -> CommandFailure? {
        switch error {
        case let failure as CommandFailure: return failure
        case let error as DeploymentError: return CommandFailure(error)
        case let error as AWSError: return CommandFailure(error)
        case let error as SettingsError:
            return CommandFailure(
                .usage, code: "bad_settings", error.description,
                remedy: "Mend what is named; docs/reference/configuration.md has every key.")
        case let error as APIError:
            let isUsage = error.code == "not_found" || error.code == "ambiguous" || error.code == "bad_request"
            return CommandFailure(
                error.status == 403 ? .refused : isUsage ? .usage : .failed, code: error.code, error.message, remedy: error.remedy)
        case is CancellationError:
            return CommandFailure(.resumable, code: "stopped", "The command was stopped.", remedy: "Run it again.")
        default:
            if error is ValidationError || error is CleanExit || isOfParser(error) { return nil }
            return CommandFailure(
                .failed, code: "internal_error", "The command failed: \(error).", remedy: "`bunsen doctor` looks at what it needs.")
        }
    }

    /// The parser wraps its errors in a type of its own that it does not show.
    private static func isOfParser(_ error: any Error) -> Bool { "\(type(of: error))".contains("CommandError") }

    private static func tell(_ failure: CommandFailure, json: Bool) {
        let terminal = Terminal(.error)
        terminal.line("\(terminal.bad("bunsen:")) \(Terminal.plain(failure.message, keepsLines: true))")
        if !failure.remedy.isEmpty { terminal.line("        \(failure.remedy)") }
        guard json else { return }
        struct Body: Encodable { let code, message, remedy: String }
        try? Output.json(["error": Body(code: failure.code, message: failure.message, remedy: failure.remedy)])
    }
}
