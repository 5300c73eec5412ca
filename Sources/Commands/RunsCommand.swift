import ArgumentParser
import Foundation
import RunModel
import Web

/// Looks at runs, and acts on them.
struct RunsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs", abstract: "List, show, follow, cancel, retry and open runs.",
        discussion: "A run may be named by any beginning of its id that fits no other.",
        subcommands: [List.self, Show.self, Logs.self, Cancel.self, Retry.self, Open.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The newest runs.")

        @OptionGroup var options: StateOptions
        @Flag(help: "A JSON array.") var json = false
        @Option(help: "Only this repository: host/path, or an absolute path.") var repository: String?
        @Option(name: .customLong("in"), help: ArgumentHelp("Only runs in this state; may be given several times.", valueName: "state"))
        var states: [String] = []
        @Option(help: "At most so many.") var limit = 20

        func validate() throws {
            guard (1...1000).contains(limit) else { throw ValidationError("--limit must be from 1 to 1000") }
        }

        func run() async throws {
            let runs = try await Access.open(options).list(repository: repository, states: states, limit: limit)
            if json { return try Output.json(runs) }
            let terminal = Terminal(.output)
            if runs.isEmpty { terminal.line("No runs yet.") }
            for run in runs {
                let state = run.state + String(repeating: " ", count: max(0, 10 - run.state.count))
                let painted = terminal.state(run.state) + state.dropFirst(run.state.count)
                let place = RepositoryName(run.trigger.repository)?.shortName ?? run.trigger.repository
                let subject = String(Terminal.plain(run.subject).prefix(60))
                terminal.line(
                    "\(run.id)  \(painted)  \(place) \(run.trigger.branch ?? "")@\(run.trigger.commit.prefix(7))  "
                        + "\(Elapsed.ago(run.acceptedAt))  \(terminal.dim(subject))")
                if let reason = run.queueReason { terminal.line("    \(terminal.dim(Terminal.plain(reason)))") }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "One run with its report.")

        @OptionGroup var options: StateOptions
        @Flag(help: "One JSON object.") var json = false
        @Argument(help: "The run's id, or the beginning of it.") var id: String

        func run() async throws {
            let run = try await Access.open(options).show(id)
            if json { return try Output.json(run) }
            let terminal = Terminal(.output)
            for line in ReportText(terminal: terminal).lines(run) { terminal.line(line) }
            terminal.line("\n\(terminal.bold("History"))")
            for change in run.history {
                terminal.line("  \(change.time.iso8601)  \(change.state)  \(terminal.dim(Terminal.plain(change.cause)))")
            }
            if let reason = run.queueReason { terminal.line("  waiting: \(reason)") }
        }
    }

    struct Logs: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The log of a run, over all its attempts.",
            discussion: "With --follow, ends with the run, and with the exit code of its outcome.")

        @OptionGroup var options: StateOptions
        @Flag(name: .shortAndLong, help: "Go on until the run has ended.") var follow = false
        @Flag(help: "JSON lines, as the service gives them.") var json = false
        @Argument(help: "The run's id, or the beginning of it.") var id: String

        func run() async throws {
            let access = try Access.open(options)
            let terminal = Terminal(.output)
            let (id, follow) = (id, follow)
            let last: RunDocument?
            if json {
                last = try await Self.read(access, id, follow: follow) { line in
                    terminal.line(String(decoding: (try? JSONEncoder.bunsen.encode(line)) ?? Data(), as: UTF8.self))
                }
            } else {
                last = try await LiveProgress.follow(terminal) { show in try await Self.read(access, id, follow: follow, show) }
            }
            guard follow else { return }
            guard let run = last, run.isEnded else {
                throw CommandFailure(
                    .resumable, code: "not_ended",
                    access.isService ? "The service stopped; the run goes on." : "No service is up, so this run does not go on by itself.",
                    remedy: "Start `bunsen serve`, and follow again: bunsen runs logs -f \(last?.id.text ?? id)")
            }
            if !run.isGood { throw Exit.failed.code }
        }

        /// The run as the log saw it last.
        private static func read(
            _ access: any RunsAccess, _ id: String, follow: Bool, _ show: @Sendable (LogLine) -> Void
        ) async throws -> RunDocument? {
            var last: RunDocument?
            try await access.log(id, follow: follow) { line in
                if case .run(let run) = line { last = run }
                show(line)
            }
            return last
        }
    }

    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "End a run: its stage's whole process group stops.")

        @OptionGroup var options: StateOptions
        @Flag(help: "One JSON object.") var json = false
        @Argument(help: "The run's id, or the beginning of it.") var id: String

        func run() async throws {
            let run = try await Access.open(options).cancel(id)
            if json { return try Output.json(run) }
            Terminal(.output).line(run.isEnded ? "\(run.id) is cancelled" : "\(run.id) is told to stop")
        }
    }

    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Another attempt of a run that has ended, whatever its end was.")

        @OptionGroup var options: StateOptions
        @Flag(help: "One JSON object.") var json = false
        @Argument(help: "The run's id, or the beginning of it.") var id: String

        func run() async throws {
            let access = try Access.open(options)
            let run = try await access.retry(id)
            if json { return try Output.json(run) }
            let terminal = Terminal(.output)
            terminal.line("\(run.id) waits for attempt \(run.attempts + 1)")
            terminal.line(access.isService ? "follow: bunsen runs logs -f \(run.id)" : "it starts when a service is up: bunsen serve")
        }
    }
}
