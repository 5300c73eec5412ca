import ArgumentParser
import Foundation
import RunModel
import Settings
import Web

extension SweepCommand {
    /// Hands a sweep of a commit to the service, or runs it in this process.
    struct Start: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Start a sweep of a commit of this clone.",
            discussion: """
                What is tried stands in sweeps/NAME.yaml of the commit, or in -S options with several values: \
                -S train.lr=0.1,0.01 -S 'train.depth=range(2,6)'. Without a service, the runs go on in this process until \
                all have ended.
                """)

        @OptionGroup var options: StateOptions
        @OptionGroup(title: "Where the commit's message has no directives") var asked: AskedDirectives
        @OptionGroup(title: "The sweep") var sweep: AskedSweep
        @Flag(help: "Show the runs that there would be, and start nothing.") var dryRun = false
        @Flag(help: "Follow the sweep to its end; without a service that is so anyway.") var wait = false
        @Flag(help: "One JSON object at the end; progress goes to standard error.") var json = false
        @Option(help: ArgumentHelp("The commit (default HEAD).", valueName: "commit")) var rev: String?
        @Argument(help: "The name of a file in sweeps/.") var name: String?

        func run() async throws {
            let loaded = try options.load()
            let commit = try await CloneCommit.find(rev, in: nil, settings: loaded.settings, allowsDirty: dryRun)
            let message = try asked.message(commit.message, prefix: loaded.settings.prefix, sweep: try sweep.options(file: name))
            let directives = Directives(message: message, prefix: loaded.settings.prefix)
            guard directives.diagnostics.isEmpty else { throw CommandFailure.mistakes(directives.diagnostics, "Nothing was started") }
            guard directives.asksForSweep else {
                throw CommandFailure(
                    .usage, code: "no_sweep", "Nothing says what to try.",
                    remedy: "Name a file in sweeps/, or give a parameter several values: -S train.lr=0.1,0.01.")
            }
            let plan = try await plan(commit, directives)
            if dryRun { return try show(plan) }
            let driver = RunDriver(loaded: loaded, options: options)
            let way = try await driver.way()
            let push = HandedPush(
                repository: commit.repository, cloneURL: commit.cloneURL, branch: commit.branch, sha: commit.sha, message: message,
                requestedBy: commit.author.isEmpty ? nil : commit.author, destination: commit.destination, resources: commit.resources)
            let answer = try await driver.take(push, way)
            switch answer.answer {
            case .mistakes: throw CommandFailure.mistakes(answer.diagnostics, "Nothing was started")
            case .result:
                throw CommandFailure(
                    .usage, code: "is_result", "\(commit.sha.short) is itself the result of a run, and never runs.",
                    remedy: "Sweep the commit before it, or commit a change of your own.")
            default: break
            }
            guard let taken = answer.sweep else {
                throw CommandFailure(
                    .failed, code: "bad_answer", "The service did not take \(commit.sha.short) as a sweep.",
                    remedy: "Are its version and this program's the same?")
            }
            try await SweepFollower(driver: driver, way: way, wait: wait, json: json).follow(taken)
        }

        /// The runs, as the service works them out too: mistakes are told before anything is handed over.
        private func plan(_ commit: CloneCommit, _ directives: Directives) async throws -> SweepPlan {
            var random = SystemRandomNumberGenerator()
            let sweep = Sweep(
                id: SweepID(at: Date(), using: &random), repository: commit.repository, sha: commit.sha, cloneURL: commit.cloneURL,
                branches: [commit.branch], args: directives.dvcArgs, options: directives.sweepOptions, subject: "", acceptedAt: Date())
            do {
                return try SweepPlan(sweep, try await SweepCommit(commit.sha, in: commit.top).source(sweep))
            } catch let problem as SweepProblem {
                throw CommandFailure(
                    .usage, code: DiagnosticCode.badSweep.rawValue, problem.message, remedy: problem.suggestion ?? "Nothing was started.")
            }
        }

        private func show(_ plan: SweepPlan) throws {
            if json { return try Output.json(plan.members.map(PlannedRun.init)) }
            let terminal = Terminal(.output)
            for member in plan.members {
                let parameters = member.parameters.map { "\($0.name)=\($0.value)" }.joined(separator: "  ")
                terminal.line("\(member.number)  \(Terminal.plain(parameters))\(member.name.map { terminal.dim("  \($0)") } ?? "")")
            }
            terminal.line(terminal.dim("\(Figures.count(plan.members.count, "run")); nothing was started"))
        }
    }

    private struct PlannedRun: Encodable {
        let number: Int
        let name: String?
        let parameters: [String: String]
        let args: [String]

        init(_ member: SweepPlan.Member) {
            number = member.number
            name = member.name
            parameters = Dictionary(member.parameters.map { ($0.name, $0.value) }) { $1 }
            args = member.dvcArgs
        }
    }
}

/// Options of a sweep, as `:ACME_SWEEP:` has them.
struct AskedSweep: ParsableArguments {
    @Option(help: ArgumentHelp("Refuse more runs than that.", valueName: "runs")) var max: String?
    @Option(help: ArgumentHelp("So many under way at once.", valueName: "runs")) var jobs: String?
    @Option(help: ArgumentHelp("What to rank by.", valueName: "file:name")) var metric: String?
    @Option(help: ArgumentHelp("Which values are better.", valueName: "min|max")) var goal: String?
    @Option(help: ArgumentHelp("Which results become branches.", valueName: "none|all|best:K")) var branches: String?

    func options(file: String?) throws -> SweepOptions {
        var problems: [String] = []
        let words = [("max", max), ("jobs", jobs), ("metric", metric), ("goal", goal), ("branches", branches)]
            .compactMap { name, value in value.map { "\(name)=\($0)" } }
        let options = SweepOptions(([file].compactMap(\.self) + words).joined(separator: " "), problems: &problems)
        guard problems.isEmpty else {
            throw CommandFailure(.usage, code: DiagnosticCode.badSweep.rawValue, "\(problems.joined(separator: "; ")).", remedy: "")
        }
        return options
    }
}
