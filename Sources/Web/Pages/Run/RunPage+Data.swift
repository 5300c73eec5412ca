import RunModel

extension RunPage {
    /// What DVC keeps, and the run has added, changed or removed.
    var data: HTML {
        guard let report = run.report, let changes = report.data, !changes.isEmpty else { return "" }
        let rows = changes.prefix(Self.rowLimit).map { change -> HTML in
            """
            <tr><th scope="row">\(change.path)</th><td class="number">\(change.before?.text ?? "–")</td>\
            <td class="number">\(change.after?.text ?? "–")</td><td class="number">\(change.word)</td></tr>

            """
        }
        let columns: HTML = """
            <th scope="col">data</th><th scope="col" class="number">before</th><th scope="col" class="number">after</th>\
            <th scope="col"></th>
            """
        return section(
            "Data", note: report.base.map { "compared with <code>\($0.short)</code>" },
            table("changes", columns, Array(rows)) + more(changes.count))
    }
}
