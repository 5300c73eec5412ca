import Yams

extension YamlError {
    /// The parser's finding in our form. The parser's own description quotes the line, which may hold a secret.
    func issue(in text: String, file: String) -> SettingsIssue {
        switch self {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let context = context.map { $0.text + ", " } ?? ""
            return SettingsIssue(
                code: .notYAML, file: file, line: mark.line,
                message: Self.hint(problem: problem, context: context, line: text.line(mark.line))
                    ?? "not valid YAML: \(context)\(problem)")
        case .reader(let problem, let offset, _, _):
            let line = offset.map { text.prefix($0).count(where: \.isNewline) + 1 }
            return SettingsIssue(
                code: .notYAML, file: file, line: line, message: "not valid YAML: \(problem)")
        case .duplicatedKeysInMapping(let names, let context):
            let names = names.map(Echo.plain).joined(separator: ", ")
            return SettingsIssue(
                code: .duplicateKey, file: file, line: context.mark.line, key: names,
                message: "stands more than once in the same mapping, first here; keep one")
        default:
            return SettingsIssue(code: .notYAML, file: file, message: "not valid YAML")
        }
    }

    /// Better words for what people trip over.
    private static func hint(problem: String, context: String, line: String) -> String? {
        if problem.contains("another document") { return "several YAML documents in one file: keep one" }
        if line.utf8.prefix(while: { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }).contains(UInt8(ascii: "\t")) {
            return "a tab in the indentation: YAML is indented with blanks"
        }
        if problem.contains("undefined alias") || context.contains("scanning an alias") {
            return "a value that begins with * must be in quotes"
        }
        if problem.contains("cannot start any token") {
            return "a value that begins with @, `, % or a tab must be in quotes"
        }
        return nil
    }
}

extension String {
    /// From 1.
    fileprivate func line(_ number: Int) -> String {
        let lines = split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        return number >= 1 && number <= lines.count ? String(lines[number - 1]) : ""
    }
}
