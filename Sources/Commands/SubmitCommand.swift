import ArgumentParser
import DVC
import Foundation
import RunModel
import Settings

/// Sends what waits in DVC's queue to be run.
struct SubmitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "submit", abstract: "Send the queued DVC experiments of this clone to be run.",
        discussion: """
            What `dvc exp run --queue` has queued becomes commits with directives, each on a branch of its own: \
            experiment/SHA7-NAME, for the commit that it is based on. The first is pushed, you are asked, the rest follows. \
            Without names, all that is queued for HEAD. Work tree, index, HEAD and branches of the clone stay as they are; \
            the queue is cleared by `bunsen results fetch`, when the results are there.
            """)

    @OptionGroup var options: StateOptions
    @OptionGroup(title: "For each of them") var asked: AskedDirectives
    @Flag(name: .shortAndLong, help: "Push all at once, without asking.") var yes = false
    @Flag(help: "What is queued for every commit, not for HEAD alone.") var all = false
    @Flag(name: .customLong("no-branches"), help: "Hand them straight to the service of this machine, and push nothing.")
    var direct = false
    @Flag(help: "Send anew, with these options, what was sent before with others.") var again = false
    @Flag(name: .customLong("dry-run"), help: "Show the commits' messages, and send nothing.") var onlyShows = false
    @Flag(help: "One JSON object; progress goes to standard error.") var json = false
    @Argument(help: "The experiments, as `dvc queue status` has them (default: all that is queued for HEAD).") var names: [String] = []

    func run() async throws {
        let loaded = try options.load()
        let clone = try await WorkingClone.required()
        let progress = Terminal(json ? .error : .output)
        let commits = try await commits(in: clone, loaded, progress)
        guard !commits.isEmpty, !onlyShows else {
            if json { try Output.json(SubmitDocument(experiments: commits.map { .init($0, branch: $0.branch.text, state: .left) })) }
            return
        }
        let sent =
            direct
            ? try await DirectSubmission(clone: clone, loaded: loaded, options: options, progress: progress, again: again).send(commits)
            : try await BranchSubmission(clone: clone, progress: progress, again: again, goesOn: { goesOn($0, progress) }).send(commits)
        if !direct { try await remember(sent, in: clone) }
        if json {
            try Output.json(SubmitDocument(experiments: sent))
        } else if sent.contains(where: { $0.state != .left }) {
            progress.line("when they have run: bunsen results fetch")
        }
        if sent.contains(where: { $0.state == .taken || $0.state == .refused }) { throw Exit.failed.code }
    }

    private func commits(in clone: WorkingClone, _ loaded: LoadedSettings, _ progress: Terminal) async throws -> [SubmittedCommit] {
        let queue: QueuedExperiments
        do {
            queue = try await QueuedExperiments.read(clone, dvc: loaded.settings.dvc)
        } catch let failure as Failure {
            throw CommandFailure.of(failure)
        }
        let base = all ? nil : try await clone.commit("HEAD")
        let entries = try queue.chosen(names, base: base)
        if entries.isEmpty {
            let others = queue.entries.count
            progress.line(
                "Nothing is queued\(others > 0 ? " for HEAD; for other commits \(Figures.count(others, "experiment")), which --all sends" : "")."
            )
        }
        var commits: [SubmittedCommit] = []
        for entry in entries {
            let message = try message(entry, prefix: loaded.settings.prefix)
            let commit = try await SubmittedCommit.make(entry, message: message, in: clone)
            commits.append(commit)
            if onlyShows, !json {
                progress.line("\(progress.bold(commit.branch.text)) \(commit.sha.short)\n\(Terminal.plain(message, keepsLines: true))")
            }
            for option in entry.queued.leftOut {
                progress.line(progress.warm("! \(entry.name): \(option) holds for DVC's own queue alone"))
            }
            if !commit.data.isEmpty {
                progress.line(
                    progress.warm(
                        "! \(entry.name): \(Terminal.plain(commit.data.joined(separator: ", "))) changed: `dvc push` that data, or it will be missing"
                    ))
            }
        }
        return commits
    }

    private func message(_ entry: QueuedExperiments.Entry, prefix: String) throws -> String {
        let (subject, trailers) = SubmittedCommit.message(entry)
        let message = try asked.message(
            subject, prefix: prefix, further: ["-n", entry.name] + entry.queued.arguments, isExperiment: true)
        let directives = Directives(message: message, prefix: prefix)
        guard directives.isRunnable else {
            throw CommandFailure.mistakes(directives.diagnostics, "\(Terminal.plain(entry.name)) would not be run, so nothing was sent")
        }
        return message + "\n" + trailers
    }

    private func remember(_ sent: [SubmitDocument.Experiment], in clone: WorkingClone) async throws {
        for experiment in sent where experiment.state == .pushed || experiment.state == .known {
            try await SubmittedRecords.keep(experiment.commit, of: experiment.queued, in: clone.git)
        }
    }

    /// Nobody is asked where nobody is there: then the first alone is sent.
    private func goesOn(_ rest: Int, _ progress: Terminal) -> Bool {
        if yes { return true }
        guard isatty(STDIN_FILENO) == 1, progress.isTerminal else {
            progress.line("\(Figures.count(rest, "more experiment")) not sent: --yes sends the rest")
            return false
        }
        progress.write("Push the other \(rest) too? [y/N] ")
        return ["y", "yes"].contains((readLine() ?? "").lowercased())
    }
}
