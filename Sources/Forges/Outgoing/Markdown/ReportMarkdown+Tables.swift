import RunModel

extension ReportMarkdown {
    /// More rows than that, nobody reads on a forge.
    static let rowLimit = 40

    /// What moved, worse first; what did not is folded away, or only counted.
    func metrics(_ report: Report) -> String {
        let order = MetricOrder(report.metrics)
        var parts: [String] = []
        if !order.moved.isEmpty { parts.append(metricTable(order.moved)) }
        if !order.unchanged.isEmpty {
            let count = "\(order.unchanged.count) unchanged"
            parts.append(text.dialect.folds ? Self.fold(count, metricTable(order.unchanged)) : count)
        }
        return parts.isEmpty ? "" : ([title("Metrics", base: report.base)] + parts).joined(separator: "\n\n")
    }

    private func metricTable(_ changes: [MetricChange]) -> String {
        var table = MarkdownTable(columns: [("metric", .left), ("before", .right), ("after", .right), ("Δ", .right)])
        for change in changes.prefix(Self.rowLimit) {
            table.rows.append([name(change.file, change.name), value(change.before), value(change.after), delta(change)])
        }
        return counted(table, of: changes.count)
    }

    func params(_ report: Report) -> String {
        var table = MarkdownTable(columns: [("parameter", .left), ("before", .right), ("after", .right)])
        for change in report.params.prefix(Self.rowLimit) {
            table.rows.append([name(change.file, change.name), value(change.before), value(change.after)])
        }
        return section("Parameters", table, of: report.params.count, base: report.base)
    }

    func data(_ report: Report) -> String {
        let changes = report.data ?? []
        var table = MarkdownTable(columns: [("data", .left), ("", .left), ("before", .right), ("after", .right)])
        for change in changes.prefix(Self.rowLimit) {
            let sizes = [change.before, change.after].map { $0?.text ?? "–" }
            table.rows.append([text.code(change.path, inTable: true), change.word] + sizes)
        }
        return section("Data", table, of: changes.count, base: report.base)
    }

    /// A comment cannot show them: the run's page does.
    func plots(_ report: Report) -> String {
        guard let plots = report.plots, !plots.drawings.isEmpty else { return "" }
        let names = plots.drawings.prefix(10).map { text.code($0.name) }
        let more = plots.drawings.count > names.count ? " and \(plots.drawings.count - names.count) more" : ""
        let place = link.map { "[on the run's page](\(Self.destination($0)))" } ?? "in the commit that \(text.code(plots.command)) brings"
        return "**Plots**: \(Figures.count(plots.drawings.count, "plot")) \(place): \(names.joined(separator: ", "))\(more)"
    }

    func stages(_ report: Report) -> String {
        var table = MarkdownTable(columns: [("stage", .left), ("", .left), ("time", .right)])
        for stage in report.stages.prefix(Self.rowLimit) {
            let word = stage.state == .done ? "ran" : stage.state.rawValue
            let hasRun = stage.state == .done || stage.state == .failed
            let time = hasRun ? stage.seconds.map(Figures.elapsed) ?? "" : ""
            table.rows.append([text.code(stage.name, inTable: true), stage.state == .failed ? "**failed**" : word, time])
        }
        return section("Stages", table, of: report.stages.count, base: nil)
    }

    private func section(_ title: String, _ table: MarkdownTable, of count: Int, base: CommitSHA?) -> String {
        table.rows.isEmpty ? "" : "\(self.title(title, base: base))\n\n\(counted(table, of: count))"
    }

    private func title(_ title: String, base: CommitSHA?) -> String {
        "**\(title)**\(base.map { ", compared with \(text.code($0.short))" } ?? "")"
    }

    private func counted(_ table: MarkdownTable, of count: Int) -> String {
        count > table.rows.count ? "\(table.text)\n\nand \(count - table.rows.count) more" : table.text
    }

    /// The empty lines let the reader see Markdown inside of the HTML (CommonMark 0.31 §4.6).
    private static func fold(_ summary: String, _ body: String) -> String {
        "<details><summary>\(summary)</summary>\n\n\(body)\n\n</details>"
    }

    private func name(_ file: String, _ name: String) -> String { text.code("\(file):\(name)", inTable: true) }

    private func value(_ value: Scalar?) -> String {
        if case .text(let words) = value { return text.code(words, inTable: true, limit: 60) }
        return Figures.value(value)
    }

    func headlineValue(_ value: Scalar?) -> String {
        if case .text(let words) = value { return text.code(words, limit: 20) }
        return Figures.value(value)
    }

    private func delta(_ change: MetricChange) -> String {
        let difference = change.difference
        return difference.isEmpty ? String(verdict(change).drop { $0 == " " }) : difference + verdict(change)
    }

    /// With a space before; what is bad is bold.
    func verdict(_ change: MetricChange) -> String {
        switch change.verdict {
        case .better: " better"
        case .worse, .diverged: " **\(change.verdict.rawValue)**"
        case .new, .gone: " \(change.verdict.rawValue)"
        case .changed, .unchanged: ""
        }
    }
}
