import ArgumentParser
import DVC
import Foundation
import Git
import RunModel
import SQLiteStore
import Settings
import Web

/// Look before you push: what a run of a commit would do.
struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Say what a run of a commit of this clone would do, stage by stage.",
        discussion: """
            Each stage runs, comes from the cache, is unchanged, or is unknown because a stage before it must run first. \
            Nothing is started and no data is moved; the work tree is not touched.
            """)

    @OptionGroup var options: StateOptions
    @OptionGroup(title: "Where the commit's message has no directives") var asked: AskedDirectives
    @Flag(help: "One JSON object.") var json = false
    @Argument(help: "The commit (default HEAD).") var rev: String?

    func run() async throws {
        let loaded = try options.load()
        let commit = try await CloneCommit.find(rev, in: nil, settings: loaded.settings, allowsDirty: true)
        let message = try asked.message(commit.message, prefix: loaded.settings.prefix)
        let directives = Directives(message: message, prefix: loaded.settings.prefix)
        guard directives.diagnostics.isEmpty else { throw CommandFailure.mistakes(directives.diagnostics, "Nothing would be started") }
        guard !directives.asksForSweep else {
            throw CommandFailure(
                .usage, code: "is_sweep", "\(commit.sha.short) asks for a sweep, and a plan is of one run.",
                remedy: "`bunsen sweep start --dry-run` lists its runs; `bunsen plan` with one value for each -S, on a commit without "
                    + "directives, plans one of them.")
        }
        let (plan, command): (DVCPlan, [String]?)
        do {
            (plan, command) = try await PlanCheckout(commit: commit, top: commit.top, settings: loaded.settings).plan(directives)
        } catch let error as DVCError {
            throw CommandFailure.of(error.failure)
        } catch let failure as Failure {
            throw CommandFailure.of(failure)
        }
        var document = try await document(plan, commit, directives, loaded.settings)
        document.command = command
        if json { return try Output.json(document) }
        show(document, dirty: commit.isDirty)
    }

    private func document(
        _ plan: DVCPlan, _ commit: CloneCommit, _ directives: Directives, _ settings: ServiceSettings
    ) async throws -> PlanDocument {
        let project = settings.project(for: commit.repository)
        let defaults = commit.resources.completed(by: project?.defaults ?? ResourceDefaults()).completed(by: settings.defaults).completed(
            by: .builtIn)
        return PlanDocument(
            repository: commit.repository.text, commit: commit.sha.text, branch: commit.branch.text,
            experiment: directives.experiment, dvcArgs: directives.dvcArgs,
            resources: Resources(
                vcpus: directives.vcpus ?? defaults.vcpus ?? 1, memoryMiB: directives.memoryMiB ?? defaults.memoryMiB ?? 2048,
                gpus: directives.gpus ?? defaults.gpus ?? 0),
            stages: plan.stages.filter { $0.source != true }.map { PlanDocument.Stage(name: $0.name, state: $0.state, why: $0.why) },
            errors: plan.errors, known: try await known(commit.keys(directives), settings))
    }

    /// The run that has one of these keys already. Without a store there is none.
    private func known(_ keys: [RunKey], _ settings: ServiceSettings) async throws -> String? {
        let path = StateDirectory(settings).store
        guard FileManager.default.isReadableFile(atPath: path) else { return nil }
        let store = try SQLiteStore(reading: path)
        for key in keys {
            if let run = try await store.run(withKey: key) { return run.id.text }
        }
        return nil
    }

    private func show(_ plan: PlanDocument, dirty: Bool) {
        let terminal = Terminal(.output)
        let what = plan.command.map { Terminal.plain(ArgumentText.joined($0)) } ?? (plan.experiment ? "an experiment" : "dvc repro")
        terminal.line("\(plan.commit.prefix(7)) on \(Terminal.plain(plan.branch)) · \(what) · \(Self.text(plan.resources))")
        if dirty { terminal.line(terminal.warm("! changes in the work tree are not part of the commit, and of this plan")) }
        if plan.command != nil {
            terminal.line("The repository's own command runs: which stages it would run cannot be told ahead. `dvc repro` would do this:")
        }
        let width = plan.stages.map(\.name.count).max() ?? 0
        for stage in plan.stages {
            let name = Terminal.plain(stage.name) + String(repeating: " ", count: width - stage.name.count)
            let why = stage.why.map { terminal.dim("  \(Terminal.plain($0))") } ?? ""
            terminal.line("  \(name)  \(Self.paint(stage.state, terminal))\(why)")
        }
        for error in plan.errors { terminal.line(terminal.warm("! \(Terminal.plain(error))")) }
        let count = plan.stages.count { $0.state == "run" || $0.state == "unknown" }
        if plan.command == nil {
            terminal.line(count == 0 ? "No stage would run." : "At most \(count) of \(plan.stages.count) stages would run.")
        }
        if let run = plan.known { terminal.line("This commit has a run already: bunsen runs show \(run)") }
    }

    private static func paint(_ state: String, _ terminal: Terminal) -> String {
        let padded = state + String(repeating: " ", count: max(0, 9 - state.count))
        switch state {
        case "run": return terminal.bold(padded)
        case "cached", "unchanged": return terminal.good(padded)
        default: return terminal.warm(padded)
        }
    }

    private static func text(_ resources: Resources) -> String {
        "\(resources.vcpus) vCPU, \(resources.memoryMiB) MiB" + (resources.gpus > 0 ? ", \(resources.gpus) GPU" : "")
    }
}
