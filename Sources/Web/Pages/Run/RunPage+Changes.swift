import RunModel

extension RunPage {
    var metrics: HTML {
        guard let report = run.report, !report.metrics.isEmpty else { return "" }
        let shown = report.metrics.prefix(Self.rowLimit)
        let rows = rows(shown.map { ($0.file, metric($0)) }, columns: 4)
        let columns: HTML = """
            <th scope="col">metric</th><th scope="col" class="number">before</th><th scope="col" class="number">after</th>\
            <th scope="col" class="number">Δ</th>
            """
        return section(
            "Metrics", note: note(report, files: shown.map(\.file)),
            table("changes", columns, rows) + more(report.metrics.count))
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

    private func metric(_ change: MetricChange) -> HTML {
        "<tr><th scope=\"row\">\(change.name)</th>\(cell(change.before))\(cell(change.after))<td class=\"number\">\(delta(change))</td></tr>\n"
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
        guard let delta = change.delta else { return "" }
        guard let better = change.better, delta != 0 else { return "\(Figures.delta(delta))" }
        return better
            ? "<span class=\"good\">\(Figures.delta(delta)) better</span>"
            : "<span class=\"bad\">\(Figures.delta(delta)) worse</span>"
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
