import RunModel

extension ReportMarkdown {
    func head(_ report: Report) -> String {
        let time = Figures.elapsed(report.times.wallSeconds)
        var first =
            switch report.outcome {
            case "succeeded": "**Bunsen**: succeeded in \(time)"
            case "cached": "**Bunsen**: cached, no stage had to run, in \(time)"
            case "failed": "**Bunsen**: failed after \(time)"
            case "cancelled": "**Bunsen**: cancelled after \(time)"
            default: "**Bunsen**: \(text.code(report.outcome)) after \(time)"
            }
        if let stage = report.failure?.stage { first += " in stage \(text.code(stage))" }
        let trigger = report.trigger
        let branch = trigger.branch.map { " on \(text.code($0.text))" } ?? ""
        let subject = trigger.subject.isEmpty ? "" : ": \(text.code(trigger.subject))"
        return "\(first)\n\n\(text.code(trigger.commit.short))\(branch)\(subject) · \(page(of: report))"
    }

    private func page(of report: Report) -> String {
        let attempt = report.attempt > 1 ? ", attempt \(report.attempt)" : ""
        return link.map { "run [\(report.run)](\(Self.destination($0)))\(attempt)" } ?? "run \(text.code(report.run.text))\(attempt)"
    }

    /// The address with what could end a link's destination encoded.
    private static func destination(_ url: String) -> String {
        let plain = Array("-._~:/?#@!$&'*+,;=%".utf8)
        return PercentEncoding.encode(PlainText.line(url)) { plain.contains($0) }
    }

    func failure(_ report: Report) -> String {
        guard let failure = report.failure else { return "" }
        var lines = ["**Why**: \(text.sentence(failure.message)) (\(text.code(failure.reason.rawValue)))"]
        if !failure.remedy.isEmpty { lines.append("**What to do**: \(text.sentence(failure.remedy))") }
        return lines.joined(separator: "\n\n")
    }

    func lastLines(_ report: Report) -> String {
        guard let failure = report.failure, !failure.lastLines.isEmpty else { return "" }
        return "The last lines:\n\n" + MarkdownText.block(Array(failure.lastLines.suffix(20)))
    }

    /// What the repository's own command printed is Markdown of somebody else's: shown as it was written, and not as it is meant.
    func custom(_ report: Report) -> String {
        report.custom == nil ? "" : "**The repository's own report**\n\n" + MarkdownText.block(report.customLines)
    }

    func remarks(_ report: Report) -> String {
        report.remarks.prefix(20).map { "- Note: \(text.sentence($0))" }.joined(separator: "\n")
    }

    func resources(_ report: Report) -> String {
        let asked = report.resources.asked
        var facts = ["asked \(Figures.count(asked.vcpus, "vCPU")), \(asked.memoryMiB) MiB, \(Figures.count(asked.gpus, "GPU"))"]
        if let peak = report.resources.peakMemoryKiB { facts.append("peak memory \(peak / 1024) MiB") }
        if let queue = report.times.queueSeconds, queue >= 1 { facts.append("\(Figures.elapsed(queue)) in the queue") }
        return "**Resources**: \(facts.joined(separator: " · "))"
    }
}
