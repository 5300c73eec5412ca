import ArgumentParser
import Foundation
import RunModel
import Settings
import Web

/// Brings results home.
struct ResultsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "results", abstract: "Bring results into this clone.", subcommands: [Fetch.self])

    struct Fetch: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Bring everything that has finished for a commit home, as DVC experiments.",
            discussion: """
                Experiments of the commit, and results of what `bunsen submit` sent for it, become experiments in `dvc exp \
                show`. Queue entries whose result is there are removed from DVC's queue. Work tree, index, HEAD and branches \
                stay as they are.
                """)

        @OptionGroup var options: StateOptions
        @Option(help: ArgumentHelp("The commit that the experiments are based on.", valueName: "rev")) var base = "HEAD"
        @Flag(help: "Their data, too, from the DVC remote into the cache.") var data = false
        @Flag(help: "In the place of other experiments of the same names.") var force = false
        @Flag(name: .customLong("keep-queue"), help: "Leave DVC's queue alone.") var keepsQueue = false
        @Flag(help: "One JSON object.") var json = false
        @Argument(help: "Only these experiments.") var names: [String] = []

        func run() async throws {
            let loaded = try options.load()
            let clone = try await WorkingClone.required()
            let base = try await clone.commit(base)
            let found = try chosen(try await FinishedExperimentsFinder(git: clone.git, base: base).find())
            let home = HomeComing(clone: clone, base: base, dvc: loaded.settings.dvc)
            let taken = try await home.take(found.finished, force: force)
            let document: ResultsDocument
            do {
                let came = zip(found.finished, taken).filter { $0.1.state != .taken }
                let cleared = keepsQueue ? [] : try await home.clear(came.compactMap(\.0.record))
                let files = data ? try await home.data(of: came.map(\.0.commit)) : nil
                document = ResultsDocument(
                    base: base, experiments: taken + (try await open(found.open)), cleared: cleared, files: files)
            } catch let failure as Failure {
                throw CommandFailure.of(failure)
            }
            if json { try Output.json(document) } else { show(document) }
            if taken.contains(where: { $0.state == .taken }) { throw Exit.failed.code }
        }

        private func chosen(_ found: FinishedExperiments) throws -> FinishedExperiments {
            guard !names.isEmpty else { return found }
            let known = found.finished.map(\.name) + found.open.map(\.name)
            if let name = names.first(where: { !known.contains($0) }) {
                throw CommandFailure(
                    .usage, code: "unknown_name", "No experiment of this commit has the name “\(Terminal.plain(name))”.",
                    remedy: NearestName.of(name, among: known).map { "Did you mean “\($0)”?" }
                        ?? "Without names, `bunsen results fetch` shows what there is; --base names another commit.")
            }
            return FinishedExperiments(
                finished: found.finished.filter { names.contains($0.name) }, open: found.open.filter { names.contains($0.name) })
        }

        private func open(_ records: [SubmittedRecords.Record]) async throws -> [ResultsDocument.Experiment] {
            guard !records.isEmpty else { return [] }
            // Without a service nobody can say more of them.
            let access = try? Access.open(options)
            let runs = (try? await access?.list(repository: nil, states: [], limit: 1000)) ?? []
            return records.map { record in
                let run = runs.first { $0.trigger.commit == record.commit.text }
                return ResultsDocument.Experiment(
                    name: record.name, commit: record.commit, run: run?.id.text, state: .open, runState: run?.state)
            }
        }

        private func show(_ document: ResultsDocument) {
            let terminal = Terminal(.output)
            guard !document.experiments.isEmpty else {
                return terminal.line("Nothing has finished for \(document.base.short), and nothing was sent.")
            }
            let width = document.experiments.map(\.name.count).max() ?? 0
            for experiment in document.experiments {
                let name = Terminal.plain(experiment.name) + String(repeating: " ", count: width - experiment.name.count)
                terminal.line("  \(name)  \(experiment.commit.short)  \(text(experiment, terminal))")
            }
            if !document.cleared.isEmpty {
                terminal.line("\(Figures.count(document.cleared.count, "experiment")) removed from DVC's queue")
            }
            if let files = document.files { return terminal.line("\(Figures.count(files, "file")) of data fetched") }
            if document.experiments.contains(where: { $0.state == .new }) {
                terminal.line("see them: dvc exp show · take one: dvc exp apply NAME, then dvc pull (or fetch with --data now)")
            }
        }

        private func text(_ experiment: ResultsDocument.Experiment, _ terminal: Terminal) -> String {
            switch experiment.state {
            case .new: terminal.good("new")
            case .there: "was here"
            case .replaced: terminal.warm("replaced")
            case .taken: terminal.bad("another of this name is here; --force puts this one in its place")
            case .open:
                experiment.runState.map { "no result: \(terminal.state($0)) (\(experiment.run ?? ""))" } ?? "no result yet"
            }
        }
    }
}
