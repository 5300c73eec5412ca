/// Reads an argv as Python's argparse would with DVC's definitions (`--name=value`, `-Sx=1`, `-fs`, shortened long
/// flags, `--`), so that nothing slips through that DVC would understand otherwise.
/// Source: `_parse_optional`, `_get_option_tuples` and `consume_optional` of CPython 3.11's argparse.py.
struct DVCArgumentParser {
    var result: DVCArguments
    let experiment: Bool
    let prefix: String
    let line: Int?
    var reported: Set<Diagnostic> = []
    /// How many values the parameters of a sweep have, added up.
    var sweepValues = 0

    init(experiment: Bool, prefix: String, line: Int?) {
        self.experiment = experiment
        self.prefix = prefix
        self.line = line
        result = DVCArguments(experiment: experiment)
    }

    mutating func parse(_ arguments: [String]) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if argument == "--" {
                result.targets += rest
                break
            } else if !isFlag(argument) {
                result.targets.append(argument)
            } else if argument.hasPrefix("--") {
                readLong(argument, &rest)
            } else {
                readShorts(argument, &rest)
            }
        }
        checkTargets()
    }

    /// argparse takes a lone dash and negative numbers for values; text with a blank, too, unless a flag fits it.
    /// Here such text counts as a flag only where it would do so there.
    private func isFlag(_ argument: String) -> Bool {
        guard argument.hasPrefix("-"), argument != "-" else { return false }
        let digits = argument.dropFirst().split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        if digits.last?.isEmpty == false, digits.allSatisfy({ $0.utf8.allSatisfy(\.isASCIIDigit) }) { return false }
        guard argument.utf8.contains(UInt8(ascii: " ")) else { return true }
        let match =
            argument.hasPrefix("--")
            ? DVCFlag.long(parts(argument).name, experiment: experiment)
            : DVCFlag.short(argument.dropFirst().first ?? " ", experiment: experiment)
        return match != .none
    }

    /// Divided at the first equals sign, on bytes: a combining mark behind it must not hide it.
    private func parts(_ argument: String) -> (name: String, value: String?) {
        let sides = argument.utf8.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
        return (String(decoding: sides[0], as: UTF8.self), sides.count == 2 ? String(decoding: sides[1], as: UTF8.self) : nil)
    }

    private mutating func readLong(_ argument: String, _ rest: inout ArraySlice<String>) {
        let (name, glued) = parts(argument)
        switch DVCFlag.long(name, experiment: experiment) {
        case .flag(let flag): read(flag, as: name, glued: glued, misplaced: false, &rest)
        case .misplaced(let flag): read(flag, as: name, glued: glued, misplaced: true, &rest)
        case .ambiguous(let fitting):
            report(
                .ambiguousFlag, "\(Diagnostic.quote(name)) could mean \(fitting.map { "`\($0)`" }.joined(separator: " or ")).",
                fitting.first)
        case .none: reportUnknown(name)
        }
    }

    private mutating func readShorts(_ argument: String, _ rest: inout ArraySlice<String>) {
        var letters = argument.dropFirst()
        while let letter = letters.popFirst() {
            let (flag, misplaced): (DVCFlag, Bool)
            switch DVCFlag.short(letter, experiment: experiment) {
            case .flag(let known): (flag, misplaced) = (known, false)
            case .misplaced(let known): (flag, misplaced) = (known, true)
            case .none, .ambiguous: return reportUnknown(argument)
            }
            // What follows is this flag's value, or, behind `=`, meant as one.
            let hasSign = letters.first == "="
            let isGlued = hasSign || (flag.takesValue && !letters.isEmpty)
            let value = isGlued ? String(hasSign ? letters.dropFirst() : letters) : nil
            read(flag, as: "-\(letter)", glued: value, misplaced: misplaced, &rest)
            if isGlued { return }
        }
    }

    private mutating func read(
        _ flag: DVCFlag, as name: String, glued: String?, misplaced: Bool, _ rest: inout ArraySlice<String>
    ) {
        var value = glued
        if flag.takesValue, glued == nil, let next = rest.first, next != "--", !isFlag(next) {
            value = next
            rest.removeFirst()
        }
        if case .refused(let why, let instead) = flag.use {
            report(.refusedFlag, "\(shown(name, flag)) cannot be used in a run: \(why).", instead)
        } else if misplaced, flag.command == .repro {
            report(.notForExperiments, "\(shown(name, flag)) is a flag of `dvc repro`; `dvc exp run` has none like it.")
        } else if misplaced {
            report(
                .needsExperiment, "\(shown(name, flag)) is a flag of `dvc exp run`: it needs the directive for an experiment.",
                DirectiveKeyword.experiment.line(prefix: prefix))
        }
        if flag.takesValue, value == nil, !flag.isRefused {
            report(.missingValue, "\(shown(name, flag)) needs a value.", flag.example)
        } else if !flag.takesValue, let value {
            report(.unexpectedValue, "\(shown(name, flag)) takes no value, but has \(Diagnostic.quote(value)).", flag.long)
        }
        keep(flag, value)
    }
}
