import RunModel

extension RunPage {
    /// What went wrong, in which stage, what to do, and the last lines before.
    var failure: HTML {
        guard let failure = run.failure, !run.state.isGood else { return "" }
        let isOver = run.state.name == RunState.failed(failure.reason).name
        // The head has it where the run has ended with it.
        let reason: HTML = isOver ? "" : " <small><code>\(failure.reason.rawValue)</code></small>"
        let exit: HTML = failure.exitCode.map { " · exit code \($0)" } ?? ""
        let stage: HTML = failure.stage.map { "<p>Stage <strong>\($0)</strong>\(exit)</p>\n" } ?? ""
        let remedy: HTML =
            failure.remedy.isEmpty ? "" : "<p><strong>What to do:</strong> \(HTML.sentence(failure.remedy))</p>\n"
        let found = failure.foundError
        let error: HTML = found.map { "<pre class=\"found\"><code>\($0.line.prefix(LogTail.longestLine))</code></pre>\n" } ?? ""
        let evidence = (failure.evidence ?? []).prefix(20).map { "<li>\(HTML.sentence($0.prefix(1000)))</li>\n" as HTML }
        let facts: HTML = evidence.isEmpty ? "" : "<p>Evidence:</p>\n<ul>\n\(evidence)</ul>\n"
        let looks = run.id.lookCommands.map { "<li><code>\($0.command)</code> <span class=\"dim\">\($0.purpose)</span></li>\n" as HTML }
        let look: HTML = "<p><strong>Look into it:</strong></p>\n<ul>\n\(looks)</ul>\n"
        let start = max(0, failure.lastLines.count - 50)
        let lines = failure.lastLines.enumerated().dropFirst(start).map { index, line -> HTML in
            let text = OutputLine.plain(line).prefix(LogTail.longestLine)
            return index == found?.index ? "<b class=\"bad\">\(text)</b>\n" : "\(text)\n"
        }
        let last: HTML = lines.isEmpty ? "" : "<pre>\(lines)</pre>\n"
        return """
            <section class="note \(isOver ? "bad" : "warm" as HTML)">
            <h2>\(isOver ? "Why it failed" : "Why the last attempt failed" as HTML)\(reason)</h2>
            <p class="message">\(HTML.sentence(failure.message.prefix(4000)))</p>
            \(error)\(stage)\(facts)\(remedy)\(look)\(last)</section>

            """
    }

    /// What the repository's own report command has printed, as text.
    var custom: HTML {
        guard let report = run.report, report.custom != nil else { return "" }
        let lines = report.customLines.map { "\(OutputLine.plain($0).prefix(LogTail.longestLine))\n" as HTML }
        return section("The repository's own report", "<pre>\(lines)</pre>")
    }

    /// What could not be read for the report.
    var remarks: HTML {
        guard let remarks = run.report?.remarks, !remarks.isEmpty else { return "" }
        return section(
            "Remarks", "<ul>\(remarks.prefix(Self.rowLimit).map { "<li>\(HTML.sentence($0.prefix(1000)))</li>\n" })</ul>"
        )
    }
}
