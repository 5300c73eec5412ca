import RunModel

extension ReportMarkdown {
    /// The outcome with what nobody may miss, the metrics that say most, and who asked.
    func head(_ report: Report) -> String {
        let headline = Headline(report)
        var first = "**Bunsen**: \(headline.unknown.map { "\(text.code($0)) " } ?? "")\(headline.outcome)"
        if let stage = headline.stage { first += " in stage \(text.code(stage))" }
        if let notice = headline.notice { first += ", **but \(notice)**" }
        if let tally = headline.tally { first += " · \(tally)" }
        let trigger = report.trigger
        let branch = trigger.branch.map { " on \(text.code($0.text))" } ?? ""
        let subject = trigger.subject.isEmpty ? "" : ": \(text.code(trigger.subject))"
        let movers = headline.movers.map(mover).joined(separator: " · ")
        let origin = "\(text.code(trigger.commit.short))\(branch)\(subject) · \(page(of: report))"
        return [first, movers, origin].filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    /// `accuracy` 0.91 → 0.93 (+2.2 %) better
    private func mover(_ change: MetricChange) -> String {
        let name = text.code(change.name, limit: 60)
        let after = headlineValue(change.after)
        guard change.before != nil else { return "\(name) \(after)" }
        let part = change.part.map { " (\(Figures.percent($0)))" } ?? ""
        return "\(name) \(headlineValue(change.before)) → \(after)\(part)\(verdict(change))"
    }

    private func page(of report: Report) -> String {
        let attempt = report.attempt > 1 ? ", attempt \(report.attempt)" : ""
        return link.map { "run [\(report.run)](\(Self.destination($0)))\(attempt)" } ?? "run \(text.code(report.run.text))\(attempt)"
    }

    /// The address with what could end a link's destination encoded.
    static func destination(_ url: String) -> String {
        let plain = Array("-._~:/?#@!$&'*+,;=%".utf8)
        return PercentEncoding.encode(PlainText.line(url)) { plain.contains($0) }
    }

    /// What the repository's own command printed is Markdown of somebody else's: shown as it was written, and not as it is meant.
    func custom(_ report: Report) -> String {
        report.custom == nil ? "" : "**The repository's own report**\n\n" + MarkdownText.block(report.customLines)
    }

    func remarks(_ report: Report) -> String {
        let shown = report.remarks.prefix(20).map { "- Note: \(text.sentence($0))" }
        let more = report.remarks.count - shown.count
        return (shown + (more > 0 ? ["- and \(more) more"] : [])).joined(separator: "\n")
    }

    func resources(_ report: Report) -> String {
        let sizing = Sizing(report)
        var facts = ["asked \(sizing.asked)"]
        if let memory = sizing.memory { facts.append(memory) }
        if let cpu = sizing.cpu { facts.append(cpu) }
        if let queue = report.times.queueSeconds, queue >= 1 { facts.append("\(Figures.elapsed(queue)) in the queue") }
        facts.append("\(Figures.elapsed(report.times.wallSeconds)) of work")
        var lines = ["**Resources**: \(facts.joined(separator: " · "))"]
        let rows =
            sizing.gpus.prefix(Self.rowLimit).enumerated().map { "- GPU \($0.offset), \(text.code($0.element.name)): \($0.element.use)" }
            + sizing.advice.map { "- \(text.sentence($0))" }
        if !rows.isEmpty { lines += [rows.joined(separator: "\n")] }
        return lines.joined(separator: "\n\n")
    }
}
