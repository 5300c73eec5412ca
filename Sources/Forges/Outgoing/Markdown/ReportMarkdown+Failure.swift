import RunModel

extension ReportMarkdown {
    /// The reason, the line that says what went wrong, and what to do.
    func failure(_ report: Report) -> String {
        guard let failure = report.failure else { return "" }
        var parts = ["**Why**: \(text.sentence(failure.message)) (\(text.code(failure.reason.rawValue)))"]
        if let error = failure.foundError { parts.append("**Error**: \(text.code(error.line, limit: 500))") }
        if let evidence = failure.evidence, !evidence.isEmpty {
            parts.append("**Evidence**: " + evidence.prefix(20).map { text.sentence($0) }.joined(separator: "; "))
        }
        if !failure.remedy.isEmpty { parts.append("**What to do**: \(text.sentence(failure.remedy))") }
        let commands = report.run.lookCommands.map { "\(text.code($0.command)) (\($0.purpose))" }
        parts.append("**Look into it**: \(commands.joined(separator: ", "))")
        return parts.joined(separator: "\n\n")
    }

    func lastLines(_ report: Report) -> String {
        guard let failure = report.failure, !failure.lastLines.isEmpty else { return "" }
        return "The last lines:\n\n" + MarkdownText.block(failure.shownLines(20))
    }
}
