import ArgumentParser
import Foundation
import RunModel
import Web

/// Many runs of one commit with different parameters.
struct SweepCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep", abstract: "Start, show, cancel and retry sweeps: many runs of one commit.",
        discussion: "A sweep may be named by any beginning of its id that fits no other.",
        subcommands: [Start.self, Show.self, List.self, Cancel.self, Retry.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The newest sweeps.")

        @OptionGroup var options: StateOptions
        @Flag(help: "A JSON array.") var json = false
        @Option(help: "Only this repository: host/path, or an absolute path.") var repository: String?

        func run() async throws {
            let sweeps = try await Access.open(options).sweeps(of: repository)
            if json { return try Output.json(sweeps) }
            let terminal = Terminal(.output)
            if sweeps.isEmpty { terminal.line("No sweeps yet.") }
            for sweep in sweeps {
                let place = RepositoryName(sweep.repository)?.shortName ?? sweep.repository
                let done = "\(sweep.counts.ended)/\(sweep.counts.all)"
                terminal.line(
                    "\(sweep.id)  \(terminal.state(sweep.state))  \(done)  \(Terminal.plain(place)) \(sweep.branches.first ?? "")"
                        + "@\(sweep.commit.prefix(7))  \(Elapsed.ago(sweep.acceptedAt))  "
                        + terminal.dim(String(Terminal.plain(sweep.subject).prefix(60))))
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The leaderboard of one sweep.")

        @OptionGroup var options: StateOptions
        @Flag(help: "One JSON object.") var json = false
        @Flag(name: .shortAndLong, help: "Go on until the sweep has ended.") var follow = false
        @Argument(help: "The sweep's id, or the beginning of it.") var id: String

        func run() async throws {
            let access = try Access.open(options)
            var sweep = try await access.sweep(id)
            if follow, !sweep.isEnded {
                guard access.isService else {
                    throw CommandFailure(
                        .resumable, code: "not_ended", "No service is up, so this sweep does not go on by itself.",
                        remedy: "Start `bunsen serve`, and follow again.")
                }
                sweep = try await SweepFollower.watch(Terminal(json ? .error : .output)) { try await access.sweep(id) }
            }
            if json { return try Output.json(sweep) }
            let terminal = Terminal(.output)
            for line in SweepText(terminal: terminal).lines(sweep) { terminal.line(line) }
        }
    }

    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "End all runs of a sweep that have not ended.")

        @OptionGroup var options: StateOptions
        @Flag(help: "One JSON object.") var json = false
        @Argument(help: "The sweep's id, or the beginning of it.") var id: String

        func run() async throws {
            let sweep = try await Access.open(options).cancelSweep(id)
            if json { return try Output.json(sweep) }
            Terminal(.output).line(sweep.counts.isEnded ? "\(sweep.id) is cancelled" : "\(sweep.id) is told to stop")
        }
    }

    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Another attempt of every run of a sweep that has no result.")

        @OptionGroup var options: StateOptions
        @Flag(help: "One JSON object.") var json = false
        @Argument(help: "The sweep's id, or the beginning of it.") var id: String

        func run() async throws {
            let access = try Access.open(options)
            let sweep = try await access.retrySweep(id)
            if json { return try Output.json(sweep) }
            let terminal = Terminal(.output)
            terminal.line("\(sweep.id) tries \(Figures.count(sweep.counts.waiting, "run")) again")
            terminal.line(access.isService ? "look: bunsen sweep show \(sweep.id)" : "they start when a service is up: bunsen serve")
        }
    }
}
