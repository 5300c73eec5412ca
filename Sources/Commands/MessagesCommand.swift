import ArgumentParser
import Engine
import Foundation
import Messages
import RunModel
import SQLiteStore
import Settings

/// Tries the rules of `messages`.
struct MessagesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "messages", abstract: "Try the messages that tell people of ended runs.", subcommands: [Test.self])

    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send a rule's message about a run that has ended.",
            discussion:
                "The run is the newest one that has ended, or the one that is named. Nothing is noted of it: the rule tells of other runs as before."
        )

        @OptionGroup var options: StateOptions
        @Flag(help: "A JSON object.") var json = false
        @Option(help: "The run's id, or the beginning of it.") var run: String?
        @Argument(help: "The rule's name.") var rule: String

        private struct Answer: Encodable {
            let rule: String
            let run: RunID
            let event: MessageEvent
        }

        func run() async throws {
            let settings = try options.load().settings
            guard let found = settings.messages[rule] else {
                let names = settings.messages.keys.sorted().joined(separator: ", ")
                throw CommandFailure(
                    .usage, code: "unknown_rule", "There is no rule \(Terminal.plain(rule)) under messages.",
                    remedy: names.isEmpty ? "Add one to bunsen.yaml." : "There are: \(names).")
            }
            let run = try await ended(StateDirectory(settings))
            let event = MessageEvent.events(of: run.state, afterFailure: false).first ?? .success
            do {
                try await PostOffice.of({ settings }, link: { _ in nil }).send(Message(event: event, run: run), by: found, named: rule)
            } catch let error as MessageError {
                throw CommandFailure(
                    .failed, code: "not_sent", "The message was not sent: \(error).",
                    remedy: "Mend the rule, or what it names, and try again.")
            }
            if json { return try Output.json(Answer(rule: rule, run: run.id, event: event)) }
            Terminal(.output).line("sent: \(Message(event: event, run: run).headline)")
        }

        private func ended(_ state: StateDirectory) async throws -> Run {
            let store = try state.openStore()
            let candidates =
                if let run { try await store.runs(withPrefix: run, limit: 2) } else { try await store.runs(RunFilter(), limit: 200) }
            guard let ended = candidates.first(where: { $0.state.isEnded }) else {
                throw CommandFailure(
                    .failed, code: "no_such_run", "There is no ended run to tell of.",
                    remedy: "Wait for one to end, or name one with --run.")
            }
            return ended
        }
    }
}
