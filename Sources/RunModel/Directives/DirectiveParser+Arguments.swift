/// How each directive reads its argument.
extension DirectiveParser {
    mutating func readRun(_ line: DirectiveLine) {
        result.run = true
        guard line.argument.utf8.count <= DirectiveLine.longestArgument else {
            return diagnose(
                .tooLong, .run, line,
                "The arguments are \(line.argument.utf8.count) bytes long; at most \(DirectiveLine.longestArgument) are read.",
                nil)
        }
        do {
            result.args = try ArgumentText.split(line.argument)
        } catch {
            switch error {
            case .unclosed(let quote):
                fail(.badQuoting, .run, line, "The quote `\(quote)` is opened and never closed.", line.argument + quote)
            case .backslashAtEnd:
                let why = "A backslash ends the line, with nothing to stand for; a directive cannot go on in the next line."
                fail(
                    .badQuoting, .run, line, why,
                    String(decoding: Array(line.argument.utf8.dropLast())[...].trimmingBlanks, as: UTF8.self))
            }
        }
        result.dvcArgs = RetiredParamsFlag.replaced(in: result.args)
        let arguments = DVCArguments(result.dvcArgs, experiment: result.experiment, prefix: prefix, line: line.number)
        result.diagnostics += arguments.diagnostics
        if arguments.asksForSweep { result.asksForSweep = true }
    }

    mutating func readExperiment(_ line: DirectiveLine) {
        guard !line.argument.isEmpty else { return }
        fail(
            .unexpectedArgument, .experiment, line,
            "This directive takes no argument; arguments belong to the `\(DirectiveKeyword.run.line(prefix: prefix))` line.", "")
    }

    mutating func number(_ keyword: DirectiveKeyword, _ line: DirectiveLine, atLeast minimum: Int) -> Int? {
        let unit = keyword == .memory ? " of MiB" : ""
        guard has(line, keyword, "a number\(unit)") else { return nil }
        switch DirectiveNumber.read(line.argument, atLeast: minimum) {
        case .success(let value): return value
        case .failure(let error) where error == DirectiveError(.outOfRange):
            fail(
                .outOfRange, keyword, line, "\(Diagnostic.quote(line.argument)) is out of range: a whole number\(unit) from \(minimum) on.")
        case .failure:
            let meant = keyword == .memory ? DirectiveNumber.mebibytes(line.argument).map(String.init) : nil
            fail(
                .notANumber, keyword, line, "\(Diagnostic.quote(line.argument)) is not a whole number\(unit), written in digits alone.",
                meant)
        }
        return nil
    }

    mutating func readTimeout(_ line: DirectiveLine) {
        guard has(line, .timeout, "a duration such as `90m` or `6h`") else { return }
        switch DirectiveDuration.read(line.argument) {
        case .success(let seconds): result.timeoutSeconds = seconds
        case .failure(let error) where error == DirectiveError(.outOfRange):
            fail(.outOfRange, .timeout, line, "\(Diagnostic.quote(line.argument)) is out of range: a deadline is from 1 minute to 30 days.")
        case .failure:
            fail(
                .notANumber, .timeout, line,
                "\(Diagnostic.quote(line.argument)) is not a duration: numbers with their units (d, h, m, s), as in `90m`, `6h` or `1h30m`.",
                DirectiveDuration.suggestion(for: line.argument))
        }
    }

    mutating func readOn(_ line: DirectiveLine) {
        guard has(line, .on, "the name of an executor or queue") else { return }
        if line.argument.utf8.allSatisfy({ $0.isKeywordByte || $0 == UInt8(ascii: ".") }) {
            result.on = line.argument
        } else {
            diagnose(
                .badName, .on, line,
                "\(Diagnostic.quote(line.argument)) is no executor's or queue's name: ASCII letters, digits, `.`, `_` and `-`.")
        }
    }

    mutating func readSweep(_ line: DirectiveLine) {
        guard has(line, .sweep, "options such as `max=50 jobs=8`, or the name of a file in `sweeps/`") else { return }
        result.sweep = line.argument
        result.asksForSweep = true
        var problems: [String] = []
        _ = SweepOptions(line.argument, problems: &problems)
        for problem in problems { diagnose(.badSweep, .sweep, line, "\(problem).") }
    }

    /// What can only be said of all lines together.
    mutating func checkSweep(_ lines: [DirectiveLine]) {
        guard result.run, result.asksForSweep, result.diagnostics.isEmpty else { return }
        let line = lines.first { $0.name == DirectiveKeyword.sweep.name(prefix: prefix) }
        let options = result.sweepOptions
        let arguments = result.arguments
        if !result.experiment {
            diagnose(
                .needsExperiment, .sweep, line, "The runs of a sweep are experiments: it needs the directive for an experiment.",
                DirectiveKeyword.experiment.line(prefix: prefix))
        } else if options.file != nil, arguments.asksForSweep {
            diagnose(
                .badSweep, .sweep, line, "The sweep's file says what to try, and so do the values of `-S`; only one of them can.")
        } else if options.file == nil, !arguments.asksForSweep {
            diagnose(
                .badSweep, .sweep, line, "No parameter has several values, and no file in `sweeps/` is named: there is nothing to sweep.",
                DirectiveKeyword.run.line("-S NAME=0.1,0.01", prefix: prefix))
        } else if options.file == nil {
            do {
                _ = try SweepPlan(arguments, most: options.most)
            } catch {
                diagnose(
                    .badSweep, .run, lines.first { $0.name == DirectiveKeyword.run.name(prefix: prefix) }, error.message, error.suggestion)
            }
        }
    }

    private mutating func has(_ line: DirectiveLine, _ keyword: DirectiveKeyword, _ what: String) -> Bool {
        guard line.argument.isEmpty else { return true }
        fail(.missingArgument, keyword, line, "This directive needs \(what) after the second colon.")
        return false
    }

    /// A lexical error, in `errors` and in the diagnostics. `meant` is the argument that would be right.
    private mutating func fail(
        _ code: DiagnosticCode, _ keyword: DirectiveKeyword, _ line: DirectiveLine, _ message: String, _ meant: String? = nil
    ) {
        result.errors.append(DirectiveError(code, keyword: keyword.name(prefix: prefix)))
        diagnose(code, keyword, line, message, meant.map { keyword.line($0, prefix: prefix) })
    }

    mutating func diagnose(
        _ code: DiagnosticCode, _ keyword: DirectiveKeyword, _ line: DirectiveLine?, _ message: String,
        _ suggestion: String? = nil
    ) {
        result.diagnostics.append(
            Diagnostic(
                code, keyword: keyword.name(prefix: prefix), line: line?.number, message: message, suggestion: suggestion))
    }
}
