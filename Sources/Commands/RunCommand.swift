import ArgumentParser
import Foundation
import RunModel
import Settings
import UnixSignals
import Web

/// Runs a commit of the clone it stands in.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run a commit of this clone.",
        discussion: """
            A commit that is the tip of a branch on origin runs as if it had just been pushed; any other is fetched from \
            this clone, and its result comes back here as a DVC experiment. The work tree is never touched. Without a \
            service, the engine runs in this process until the run has ended; Ctrl-C leaves the job running.
            """)

    @OptionGroup var options: StateOptions
    @OptionGroup(title: "Where the commit's message has no directives") var asked: AskedDirectives
    @Flag(help: "Follow the run to its end; without a service that is so anyway.") var wait = false
    @Flag(help: "One JSON object at the end; progress goes to standard error.") var json = false
    @Argument(help: "The commit (default HEAD).") var rev: String?

    func run() async throws {
        let loaded = try options.load()
        let commit = try await CloneCommit.find(rev, in: nil, settings: loaded.settings)
        let message = try asked.message(commit.message, prefix: loaded.settings.prefix)
        let push = HandedPush(
            repository: commit.repository, cloneURL: commit.cloneURL, branch: commit.branch, sha: commit.sha,
            message: message,
            requestedBy: commit.author.isEmpty ? nil : commit.author, destination: commit.destination,
            resources: commit.resources)
        let driver = RunDriver(loaded: loaded, options: options)
        let way = try await driver.way()
        // A commit that origin's branch has left behind may have been run there.
        let keys = commit.destination == .origin ? [] : commit.keys(Directives(message: message, prefix: loaded.settings.prefix))
        let known = try await driver.find(keys, way)
        let taken: RunDocument
        if let known {
            taken = known
        } else {
            let answer = try await driver.take(push, way)
            if let sweep = answer.sweep {
                return try await SweepFollower(driver: driver, way: way, wait: wait, json: json).follow(sweep)
            }
            taken = try started(answer, commit)
        }
        let progress = Terminal(json ? .error : .output)
        if case .service = way, !wait, !taken.isEnded {
            if json { return try Output.json(taken) }
            progress.line("took \(taken.id) · follow: bunsen runs logs -f \(taken.id)")
            return
        }
        let ended = taken.isEnded ? taken : try await follow(taken, driver, way, progress)
        try finish(ended)
    }

    /// The run that an answer names, or why there is none.
    private func started(_ answer: HandedAnswer, _ commit: CloneCommit) throws -> RunDocument {
        switch answer.answer {
        case .taken:
            guard let run = answer.run else { break }
            return run
        case .mistakes:
            throw CommandFailure.mistakes(answer.diagnostics, "Nothing was started")
        case .result:
            throw CommandFailure(
                .usage, code: "is_result", "\(commit.sha.short) is itself the result of a run, and never runs.",
                remedy: "Run the commit before it, or commit a change of your own.")
        case .nothing, .sweep: break
        }
        throw CommandFailure(
            .usage, code: "nothing", "\(commit.sha.short) asks for nothing.", remedy: "Give its message an :ACME_RUN: line.")
    }

    private func follow(_ run: RunDocument, _ driver: RunDriver, _ way: RunDriver.Way, _ progress: Terminal) async throws -> RunDocument {
        progress.line("\(run.id)  \(run.trigger.branch ?? "") @ \(run.trigger.commit.prefix(7))  \(Terminal.plain(run.subject))")
        return try await withThrowingTaskGroup(of: RunDocument?.self) { group in
            group.addTask {
                try await LiveProgress.follow(progress) { show in try await driver.follow(run.id, from: way, show) }
            }
            group.addTask {
                for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) { return nil }
                // Cancelled, because the run has ended: its own result comes.
                throw CancellationError()
            }
            defer { group.cancelAll() }
            guard let ended = try await group.next() ?? nil else {
                throw CommandFailure(
                    .resumable, code: "left", "\(run.id) goes on without you.",
                    remedy: "follow: bunsen runs logs -f \(run.id) · cancel: bunsen runs cancel \(run.id)")
            }
            return ended
        }
    }

    private func finish(_ run: RunDocument) throws {
        if json {
            try Output.json(run)
        } else {
            let terminal = Terminal(.output)
            terminal.line()
            for line in ReportText(terminal: terminal).lines(run) { terminal.line(line) }
        }
        if !run.isGood { throw Exit.failed.code }
    }
}
