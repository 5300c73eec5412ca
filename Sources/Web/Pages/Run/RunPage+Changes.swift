import RunModel

extension RunPage {
    /// What moved, worse first; what did not is folded away.
    var metrics: HTML {
        guard let report = run.report, !report.metrics.isEmpty else { return "" }
        let order = MetricOrder(report.metrics)
        let files = Set(report.metrics.map(\.file))
        let moved: HTML = order.moved.isEmpty ? "" : metricTable(order.moved, hasFiles: files.count > 1)
        let rest: HTML =
            order.unchanged.isEmpty
            ? ""
            : "<details><summary>\(order.unchanged.count) unchanged</summary>\(metricTable(order.unchanged, hasFiles: files.count > 1))</details>"
        return section("Metrics", note: note(report, files: report.metrics.map(\.file)), moved + rest)
    }

    private func metricTable(_ changes: [MetricChange], hasFiles: Bool) -> HTML {
        let columns: HTML = """
            <th scope="col">metric</th><th scope="col" class="number">before</th><th scope="col" class="number">after</th>\
            <th scope="col" class="number">Δ</th>
            """
        let rows = changes.prefix(Self.rowLimit).map { metric($0, hasFile: hasFiles) }
        return table("changes", columns, Array(rows)) + more(changes.count)
    }

    var params: HTML {
        guard let report = run.report, !report.params.isEmpty else { return "" }
        let shown = report.params.prefix(Self.rowLimit)
        let rows = rows(shown.map { ($0.file, param($0)) }, columns: 3)
        let columns: HTML =
            "<th scope=\"col\">parameter</th><th scope=\"col\" class=\"number\">before</th><th scope=\"col\" class=\"number\">after</th>"
        return section(
            "Parameters", note: note(report, files: shown.map(\.file)),
            table("changes params", columns, rows) + more(report.params.count))
    }

    private func metric(_ change: MetricChange, hasFile: Bool) -> HTML {
        let file: HTML = hasFile ? " <small class=\"dim\">\(change.file)</small>" : ""
        return """
            <tr><th scope="row">\(change.name)\(file)</th>\(cell(change.before))\(cell(change.after))\
            <td class="number">\(delta(change))</td></tr>

            """
    }

    private func param(_ change: ParamChange) -> HTML {
        "<tr><th scope=\"row\">\(change.name)</th>\(cell(change.before))\(cell(change.after))</tr>\n"
    }

    private func cell(_ value: Scalar?) -> HTML {
        // Text may be long; numbers must stand in line.
        if case .text = value { return "<td class=\"number text\">\(Figures.value(value))</td>" }
        return "<td class=\"number\">\(Figures.value(value))</td>"
    }

    /// The word says what the colour says.
    private func delta(_ change: MetricChange) -> HTML {
        switch change.verdict {
        case .better: "<span class=\"good\">\(change.difference) better</span>"
        case .worse: "<span class=\"bad\">\(change.difference) worse</span>"
        case .diverged: "<span class=\"bad\">\(change.verdict.rawValue)</span>"
        case .new, .gone: "\(change.verdict.rawValue)"
        case .changed: "\(change.difference)"
        case .unchanged: ""
        }
    }

    /// The metrics that say most, and that a branch did not get the result.
    var headline: HTML {
        guard let report = run.report, run.state.isGood else { return "" }
        let headline = Headline(report)
        let notice: HTML = headline.notice.map { "<p class=\"warm\"><strong>But \($0).</strong></p>\n" } ?? ""
        let movers = headline.movers.map { change -> HTML in
            let name: HTML = "<span class=\"dim\">\(PlainText.cut(change.name, to: 60))</span>"
            let after: HTML = "<strong>\(Figures.value(change.after))</strong>"
            guard change.before != nil else { return "<li>\(name) \(after)</li>\n" }
            return "<li>\(name) \(Figures.value(change.before)) → \(after) \(part(change))</li>\n"
        }
        let tally: HTML = headline.tally.map { "<p class=\"dim\">\($0)</p>\n" } ?? ""
        return notice + (movers.isEmpty ? "" : "<ul class=\"movers\">\n\(movers)</ul>\n") + tally
    }

    private func part(_ change: MetricChange) -> HTML {
        let part = change.part.map { "\(Figures.percent($0)) " } ?? ""
        return switch change.verdict {
        case .better: "<span class=\"good\">\(part)better</span>"
        case .worse: "<span class=\"bad\">\(part)worse</span>"
        case .diverged, .gone: "<span class=\"bad\">\(change.verdict.rawValue)</span>"
        case .changed, .new, .unchanged: "\(part)"
        }
    }

    /// A single file is named in the heading, several each above its rows.
    private func rows(_ rows: [(file: String, row: HTML)], columns: Int) -> [HTML] {
        guard Set(rows.map(\.file)).count > 1 else { return rows.map(\.row) }
        var all: [HTML] = []
        var file: String?
        for row in rows {
            if row.file != file {
                file = row.file
                all.append(
                    "<tr><th scope=\"rowgroup\" class=\"file\" colspan=\"\(columns)\">\(row.file)</th></tr>\n"
                )
            }
            all.append(row.row)
        }
        return all
    }

    private func note(_ report: Report, files: [String]) -> HTML? {
        var facts: [HTML] = []
        if let file = files.first, Set(files).count == 1 { facts.append("\(file)") }
        if let base = report.base { facts.append("compared with <code>\(base.short)</code>") }
        return facts.isEmpty ? nil : facts.dropFirst().reduce(facts[0]) { $0 + ", " + $1 }
    }
}
