import RunModel

extension ReportText {
    /// What happened, the line that says why, what to do, and where to look.
    func failure(_ failure: Failure, of run: RunID) -> [String] {
        var lines = ["", "\(terminal.bad("✗")) \(Terminal.plain(failure.message, keepsLines: true))"]
        if let stage = failure.stage { lines.append("  stage: \(Terminal.plain(stage))") }
        let found = failure.foundError
        if let found { lines.append("  error: \(terminal.bold(terminal.bad(Terminal.plain(found.line))))") }
        for fact in (failure.evidence ?? []).prefix(20) { lines.append("  evidence: \(Terminal.plain(fact))") }
        for line in failure.shownLines(20) { lines.append(terminal.dim("  │ \(Terminal.plain(line))")) }
        if !failure.remedy.isEmpty { lines.append("  what to do: \(Terminal.plain(failure.remedy))") }
        for look in run.lookCommands { lines.append("  look into it: \(terminal.bold(look.command))  \(terminal.dim(look.purpose))") }
        return lines
    }
}
