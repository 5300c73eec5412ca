import ArgumentParser
import Foundation
import Job
import LocalExecutor
import RunModel
import Settings
import Web

/// Runs a run's stages once more, and says whether they make the same.
struct ReproduceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reproduce", abstract: "Run the stages of a run again and compare, byte for byte, what they make.",
        discussion: """
            The same commit with the same arguments, in the environment that it asks for, runs on this machine, with nothing from any cache, in a directory of its own. \
            Nothing is published. Exit 0 where every output and metric is what it was, 1 where one differs.
            """)

    @OptionGroup var options: StateOptions
    @Flag(help: "One JSON object at the end; progress goes to standard error.") var json = false
    @Flag(help: "Leave the work directory, and print its path.") var keep = false
    @Argument(help: "The run's id, or the beginning of it.") var id: String

    private struct Answer: Encodable {
        let run: RunID
        let same: Bool
        let firstDifference: String?
        let stages: [Repetition.Outcome.Stage]
        let metrics: [MetricChange]
        let work: String?

        enum CodingKeys: String, CodingKey {
            case run, same, stages, metrics, work
            case firstDifference = "first_difference"
        }
    }

    func run() async throws {
        let loaded = try options.load()
        let run = try await RunLookup.find(id, in: try StateDirectory(loaded.settings).openStore())
        guard let result = run.result else {
            throw CommandFailure(
                .usage, code: "no_result", "\(run.id) has no result to compare with (\(run.state.name)).",
                remedy: "bunsen runs show \(run.id)")
        }
        let place = RepetitionPlace(run: run, loaded: loaded)
        let progress = Terminal(json ? .error : .output)
        do {
            try await LeftRepetitions(state: StateDirectory(loaded.settings), settings: loaded.settings).removeAll()
        } catch {
            Terminal(.error).line("what a repetition that was killed has left could not be removed: \(error)")
        }
        let lock = try place.make()
        defer { withExtendedLifetime(lock) {} }
        if keep { place.keep() }
        defer { if !keep { place.remove() } }
        let outcome: Repetition.Outcome
        do {
            outcome = try await place.repeated(result, progress)
        } catch let failure as Failure {
            throw CommandFailure.of(failure)
        }
        let same = outcome.firstDifference == nil && outcome.metrics.isEmpty
        if json {
            try Output.json(
                Answer(
                    run: run.id, same: same, firstDifference: outcome.firstDifference?.name, stages: outcome.stages,
                    metrics: outcome.metrics, work: keep ? place.clone : nil))
        } else {
            show(outcome, run, result, progress)
            if keep { progress.line(place.clone) }
        }
        if !same { throw Exit.failed.code }
    }

    private func show(_ outcome: Repetition.Outcome, _ run: Run, _ result: Run.Result, _ terminal: Terminal) {
        for stage in outcome.stages {
            let mark = stage.different.isEmpty ? (stage.missing.isEmpty ? terminal.good("✓") : terminal.warm("–")) : terminal.bad("✗")
            let unknown = stage.missing.isEmpty ? [] : ["not made by the command: \(stage.missing.joined(separator: ", "))"]
            let told = (stage.different.isEmpty ? [] : ["differs: \(stage.different.joined(separator: ", "))"]) + unknown
            let what = told.isEmpty ? "the same" : told.joined(separator: "; ")
            terminal.line("\(mark) \(Terminal.plain(stage.name))  \(Terminal.plain(what))")
        }
        for change in outcome.metrics {
            let before = change.before.map { "\($0)" } ?? "nothing"
            let after = change.after.map { "\($0)" } ?? "nothing"
            terminal.line("  \(Terminal.plain("\(change.file):\(change.name)"))  \(Terminal.plain("\(before) → \(after)"))")
        }
        if let first = outcome.firstDifference {
            terminal.line("\(run.id) is not reproduced: \(Terminal.plain(first.name)) is the first stage that made something else.")
        } else if outcome.metrics.isEmpty {
            let made = outcome.stages.allSatisfy(\.missing.isEmpty) ? "every output" : "every output that the command made"
            terminal.line("\(run.id) is reproduced: \(made) is that of \(result.commit.short).")
        } else {
            terminal.line("\(run.id): every output is the same, and metrics differ.")
        }
    }
}
