import ArgumentParser
import Foundation
import RunModel
import Settings

/// Sets runs, experiments, branches and commits side by side.
struct CompareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Set runs, experiments, branches and commits side by side.",
        discussion: """
            A name is a run (its id, or the beginning of it), a sweep (all its runs), an experiment, a branch, anything that git \
            calls a commit, or `workspace`. All are compared with the first; one alone is compared with HEAD. Values are read from the commits; \
            stages, times and cost from the runs that made them. No service is needed, and the work tree is not touched.
            """)

    @OptionGroup var options: StateOptions
    @Flag(help: "Also what is equal in all of them.") var all = false
    @Flag(help: "One JSON object.") var json = false
    @Flag(help: "CSV, a line for each that is compared.") var csv = false
    @Flag(help: "A Markdown table.") var markdown = false
    @Option(help: ArgumentHelp("Draw the metrics as bars, into this SVG file.", valueName: "file")) var plot: String?
    @Argument(help: ArgumentHelp("What to compare.", valueName: "name")) var names: [String]

    func validate() throws {
        guard [json, csv, markdown].count(where: \.self) < 2 else {
            throw ValidationError("--json, --csv and --markdown exclude one another")
        }
        guard !names.isEmpty else { throw ValidationError("Missing what to compare: runs, experiments, branches or commits") }
    }

    func run() async throws {
        let loaded = try options.load()
        let clone = try await WorkingClone.find()
        let finder = SubjectFinder(git: clone?.git, access: try? Access.open(options))
        var subjects: [Subject] = []
        var base: String?
        for name in names {
            let found = try await finder.all(name)
            subjects += found.subjects
            base = found.base
        }
        // One alone: a sweep with the commit that it is of, anything else with where the clone stands.
        if names.count == 1, clone != nil, let first = try? await finder.find(base ?? "HEAD") { subjects.insert(first, at: 0) }
        subjects = await finder.withNotes(subjects)
        let comparison = try await ComparisonReading(clone: clone, dvc: loaded.settings.dvc).compare(subjects)
        if let plot { try Self.write(try ComparisonPlot(comparison).svg(), to: plot) }
        if json { return try Output.json(ComparisonDocument(comparison)) }
        if csv { return Terminal(.output).write(ComparisonCSV(comparison).text) }
        if markdown { return Terminal(.output).write(ComparisonMarkdown(comparison: comparison, showsAll: all).text) }
        let terminal = Terminal(.output)
        for line in ComparisonText(comparison: comparison, terminal: terminal, showsAll: all).lines() { terminal.line(line) }
    }

    private static func write(_ text: String, to path: String) throws {
        do {
            try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw CommandFailure(
                .failed, code: "no_plot", "The plot cannot be written to \(path): \(error.localizedDescription)",
                remedy: "Give --plot a path that you may write.")
        }
    }
}
