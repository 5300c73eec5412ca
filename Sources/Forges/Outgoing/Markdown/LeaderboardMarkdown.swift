package import RunModel

/// A sweep's leaderboard as a forge's comment: how far it is, the best run, and the runs by rank.
package struct LeaderboardMarkdown: Sendable {
    private let text: MarkdownText
    /// The sweep's page; nil where the service has no public address.
    private let link: String?
    /// More rows than that, nobody reads on a forge; and more columns no forge shows well.
    private static let rowLimit = 40
    private static let columnLimit = 6

    package init(dialect: MarkdownDialect, link: String? = nil) {
        text = MarkdownText(dialect: dialect)
        self.link = link
    }

    /// - Parameter limit: UTF-16 code units. Rows are left out for it, the last ones first, and the text says so.
    package func text(_ board: Leaderboard, of sweep: Sweep, limit: Int) -> String {
        let columns = Array(board.parameters.prefix(Self.columnLimit))
        let rows = board.rows.prefix(Self.rowLimit).map { row($0, board, columns) }
        let head = [head(board, sweep), best(board)].filter { !$0.isEmpty }.joined(separator: "\n\n")
        let tail = tail(board, sweep, columns)
        var count = rows.count
        while true {
            var table = MarkdownTable(columns: titles(board, columns))
            table.rows = Array(rows.prefix(count))
            let more = board.rows.count - count
            let note = more > 0 ? "and \(more) more" : ""
            let whole = [head, count > 0 ? table.text : "", note, tail].filter { !$0.isEmpty }.joined(separator: "\n\n")
            if whole.utf16.count <= limit { return whole }
            guard count > 0 else { return head.utf16.count <= limit ? head : "" }
            // Rows are about equally long: a guess saves building the table forty times.
            let share = Double(limit) / Double(whole.utf16.count)
            count = min(count - 1, Int(Double(count) * share))
        }
    }

    private func head(_ board: Leaderboard, _ sweep: Sweep) -> String {
        let counts = board.counts
        var parts: [String] = []
        if counts.succeeded > 0 { parts.append("\(counts.succeeded) succeeded") }
        if counts.failed > 0 { parts.append("**\(counts.failed) failed**") }
        if counts.cancelled > 0 { parts.append("\(counts.cancelled) cancelled") }
        if counts.running > 0 { parts.append("\(counts.running) running") }
        if counts.waiting > 0 { parts.append("\(counts.waiting) waiting") }
        let state = counts.isEnded ? "ended" : "goes on"
        let name = link.map { "sweep [\(sweep.id)](\(ReportMarkdown.destination($0)))" } ?? "sweep \(text.code(sweep.id.text))"
        let branch = sweep.branches.first.map { " on \(text.code($0.text))" } ?? ""
        let subject = sweep.subject.isEmpty ? "" : ": \(text.code(sweep.subject))"
        return """
            **Bunsen**: a sweep of \(Figures.count(counts.all, "run")) \(state): \(parts.joined(separator: ", "))

            \(text.code(sweep.sha.short))\(branch)\(subject) · \(name)
            """
    }

    private func best(_ board: Leaderboard) -> String {
        guard let best = board.best, let metric = best.metric else { return "" }
        let parameters = best.standing.parameters.prefix(Self.columnLimit).map { text.code("\($0.name)=\($0.value)", limit: 80) }
        let difference = metric.difference.isEmpty ? "" : ", \(metric.difference),"
        return
            "**Best**: \(text.code(metric.name, limit: 60)) \(Figures.value(metric.after))\(difference) with \(parameters.joined(separator: ", "))"
    }

    private func titles(_ board: Leaderboard, _ columns: [String]) -> [(title: String, side: MarkdownTable.Side)] {
        var titles: [(title: String, side: MarkdownTable.Side)] = [("", .right)]
        titles += columns.map { (text.code($0, inTable: true, limit: 40), .right) }
        if let metric = board.metric {
            titles += [(text.code(metric.name, inTable: true, limit: 40), .right), ("Δ", .right)]
        }
        return titles + [("", .left), ("time", .right)]
    }

    private func row(_ row: Leaderboard.Row, _ board: Leaderboard, _ columns: [String]) -> [String] {
        var cells = [row.isBest ? "**\(row.rank ?? 1)**" : row.rank.map { "\($0)" } ?? ""]
        cells += columns.map { name in row.value(name).map { text.code($0, inTable: true, limit: 40) } ?? "" }
        if board.metric != nil {
            let value = row.rank == nil ? "" : Figures.value(row.metric?.after)
            cells += [row.isBest ? "**\(value)**" : value, row.rank == nil ? "" : row.metric?.difference ?? ""]
        }
        let state = row.standing.reason.map { "\(row.standing.state): \(text.code($0.rawValue, inTable: true))" } ?? row.standing.state
        return cells + [state, row.standing.seconds.map(Figures.elapsed) ?? ""]
    }

    private func tail(_ board: Leaderboard, _ sweep: Sweep, _ columns: [String]) -> String {
        var notes = board.remarks
        if board.parameters.count > columns.count {
            notes.append(
                "\(Figures.count(board.parameters.count - columns.count, "more parameter")) vary; the page and `--json` have them.")
        }
        var lines = notes.map { "- Note: \(text.sentence($0))" }
        if board.counts.isEnded, board.counts.failed + board.counts.cancelled > 0 {
            lines.append("- Once more what has no result: \(text.code("bunsen sweep retry \(sweep.id)"))")
        }
        if let best = board.best?.standing.experiment, board.counts.isEnded {
            lines.append("- Bring the best one home: \(text.code("dvc exp pull origin \(best) && dvc exp apply \(best)"))")
        }
        return lines.joined(separator: "\n")
    }
}
