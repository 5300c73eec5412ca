/// Turns the directive lines of a message into ``Directives``.
///
/// The first line of a directive counts, and every further one is a `duplicate`, which `errors` lists once.
struct DirectiveParser {
    var result = Directives()
    let prefix: String
    private let lines: [DirectiveLine]

    init(message: String, prefix: String) {
        self.prefix = prefix
        lines = DirectiveLine.all(in: message, prefix: prefix)
    }

    mutating func parse() {
        let byName = Dictionary(grouping: lines, by: \.name)
        let present = DirectiveKeyword.allCases.compactMap { keyword in
            byName[keyword.name(prefix: prefix)].map { (keyword: keyword, lines: $0) }
        }
        result.experiment = present.contains { $0.keyword == .experiment }
        for (keyword, lines) in present {
            read(keyword, lines[0])
            reportDuplicates(of: keyword, lines)
        }
        if !result.run, !present.isEmpty {
            result.errors.append(DirectiveError(.missingRun))
            let run = DirectiveKeyword.run.line(prefix: prefix)
            result.diagnostics.append(
                Diagnostic(
                    .missingRun, keyword: DirectiveKeyword.run.name(prefix: prefix),
                    message: "There are directives, but no `\(run)` line, which alone starts a run.", suggestion: run))
        }
        reportUnknown()
        checkSweep(lines)
        arrangeDiagnostics()
    }

    private mutating func read(_ keyword: DirectiveKeyword, _ line: DirectiveLine) {
        switch keyword {
        case .run: readRun(line)
        case .experiment: readExperiment(line)
        case .gpus: result.gpus = line.argument.isEmpty ? 1 : number(keyword, line, atLeast: 0)
        case .memory: result.memoryMiB = number(keyword, line, atLeast: 1)
        case .vcpus: result.vcpus = number(keyword, line, atLeast: 1)
        case .timeout: readTimeout(line)
        case .on: readOn(line)
        case .sweep: readSweep(line)
        }
    }

    private mutating func reportDuplicates(of keyword: DirectiveKeyword, _ lines: [DirectiveLine]) {
        guard lines.count > 1 else { return }
        result.errors.append(DirectiveError(.duplicate, keyword: keyword.name(prefix: prefix)))
        for line in lines.dropFirst().prefix(Diagnostic.limit) {
            diagnose(
                .duplicate, keyword, line,
                "A second `\(keyword.line(prefix: prefix))` line; the first, line \(lines[0].number), would count. Remove one.")
        }
    }

    /// A name that begins as ours do and is none of them is most likely misspelt. It is no directive, so it is no
    /// lexical error either.
    private mutating func reportUnknown() {
        let known = DirectiveKeyword.allCases.map { $0.name(prefix: prefix) }
        for line in lines.lazy.filter({ !known.contains($0.name) }).prefix(Diagnostic.limit) {
            // The prefix is the same in all of them; only the rest may be judged.
            let rest = line.name.dropFirst(prefix.count + 1)
            let near = NearestName.of(rest.uppercased(), among: DirectiveKeyword.allCases.map(\.rawValue))
            result.diagnostics.append(
                Diagnostic(
                    .unknownDirective, keyword: line.name, line: line.number,
                    message: "There is no directive `:\(line.name):`.",
                    suggestion: near.flatMap(DirectiveKeyword.init).map { $0.line(prefix: prefix) }))
        }
    }

    private mutating func arrangeDiagnostics() {
        let ordered = result.diagnostics.enumerated().sorted {
            ($0.element.line ?? .max, $0.offset) < ($1.element.line ?? .max, $1.offset)
        }
        result.diagnostics = ordered.prefix(Diagnostic.limit).map(\.element)
    }
}
