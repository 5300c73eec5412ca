import RunModel

extension ReportMarkdown {
    /// More rows than that, nobody reads on a forge.
    static let rowLimit = 40

    func metrics(_ report: Report) -> String {
        var table = MarkdownTable(columns: [("metric", .left), ("before", .right), ("after", .right), ("Δ", .right)])
        for change in report.metrics.prefix(Self.rowLimit) {
            table.rows.append([name(change.file, change.name), value(change.before), value(change.after), delta(change)])
        }
        return section("Metrics", table, of: report.metrics.count, base: report.base)
    }

    func params(_ report: Report) -> String {
        var table = MarkdownTable(columns: [("parameter", .left), ("before", .right), ("after", .right)])
        for change in report.params.prefix(Self.rowLimit) {
            table.rows.append([name(change.file, change.name), value(change.before), value(change.after)])
        }
        return section("Parameters", table, of: report.params.count, base: report.base)
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
        guard !table.rows.isEmpty else { return "" }
        let against = base.map { ", compared with \(text.code($0.short))" } ?? ""
        let more = count > table.rows.count ? "\n\nand \(count - table.rows.count) more" : ""
        return "**\(title)**\(against)\n\n\(table.text)\(more)"
    }

    private func name(_ file: String, _ name: String) -> String { text.code("\(file):\(name)", inTable: true) }

    private func value(_ value: Scalar?) -> String {
        switch value {
        case .number(let number): Figures.number(number)
        case .integer(let number): "\(number)"
        case .flag(let flag): "\(flag)"
        case .text(let words): text.code(words, inTable: true, limit: 60)
        case nil: "–"
        }
    }

    /// The arrow says where the number went, the word whether that is good.
    private func delta(_ change: MetricChange) -> String {
        guard let delta = change.delta else { return "" }
        let number = Figures.delta(delta)
        guard let better = change.better, delta != 0 else { return number }
        let arrow = delta > 0 ? "↑" : "↓"
        return better ? "\(number) \(arrow) better" : "**\(number) \(arrow) worse**"
    }
}
