import ArgumentParser
import Foundation
import Glibc
import Job
import RunModel
import Settings
import Web

extension RunsCommand {
    /// A shell where a run has worked.
    struct Open: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "A shell in the work directory of a run that has ended.",
            discussion: """
                Starts $SHELL there, in the virtual environment of the run's stages, or /bin/sh in a container of their image, with BUNSEN_RUN and, where a stage failed, BUNSEN_STAGE; without a terminal only the path is \
                printed: cd "$(bunsen runs open RUN --path)". What is changed there becomes part of no result: another attempt \
                fetches the commit afresh, over it. The work of a failed job on AWS Batch is fetched from S3 first (`batch.NAME.failed`).
                """)

        @OptionGroup var options: StateOptions
        @Flag(help: "Only print the path.") var path = false
        @Flag(help: "One JSON object; no shell.") var json = false
        @Argument(help: "The run's id, or the beginning of it.") var id: String

        func run() async throws {
            let settings = try options.load().settings
            let run = try await Access.open(options).show(id)
            let work = KeptWork(run: run, state: StateDirectory(settings))
            let store = try work.state.openStore()
            try await StoredWork(work, settings, store)?.bring()
            let lock = try work.hold(settings.keep)
            defer { withExtendedLifetime(lock) {} }
            try await work.detach(in: store)
            if json {
                return try Output.json(
                    Answer(run: run.id, state: run.state, reason: run.reason, stage: run.failure?.stage, path: work.clone))
            }
            guard !path, isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { return print(work.clone) }
            let given = try GivenEnvironment(work, settings)
            for line in Self.introduction(run, work, Terminal(.output)) { Terminal(.output).line(line) }
            lock.handDown()
            given.handDown()
            let variables: [String: String?] = ["BUNSEN_RUN": run.id.text, "BUNSEN_STAGE": run.failure?.stage]
            try Shell(
                given.words(variables.filter { $0.value != nil }.map(\.key)), in: work.clone,
                environment: given.activated(ProcessInfo.processInfo.environment), variables: variables
            ).replaceThisProcess()
        }

        private struct Answer: Encodable {
            let run: RunID
            let state: String
            let reason, stage: String?
            let path: String
        }

        static func introduction(_ run: RunDocument, _ work: KeptWork, _ terminal: Terminal) -> [String] {
            var lines = ["\(run.id)  \(terminal.state(run.state))\(run.reason.map { ": \($0)" } ?? "")"]
            if let stage = run.failure?.stage { lines.append("stage \(terminal.bold(Terminal.plain(stage))) did not come to its end") }
            if let message = run.failure?.message { lines.append(Terminal.plain(message)) }
            lines.append("\(work.clone)  \(terminal.dim("at \(run.trigger.commit.prefix(7)); exit leaves it as you do"))")
            return lines
        }
    }
}
