import Foundation
import RunModel
package import Web

/// A sweep on a terminal: how far it is, then its runs by rank.
package struct SweepText {
    let terminal: Terminal
    private static let rowLimit = 50

    /// Without colours, as a file or a pipe gets it.
    package static func plain(_ sweep: SweepDocument) -> [String] { SweepText(terminal: .plain).lines(sweep) }

    /// `12 of 24 done, 1 failed, 4 running · best accuracy 0.93`
    func progress(_ sweep: SweepDocument) -> String {
        if sweep.state == "preparing" { return "reading the commit" }
        let counts = sweep.counts
        var parts = ["\(counts.ended) of \(Figures.count(counts.all, "run")) done"]
        if counts.failed > 0 { parts.append(terminal.bad("\(counts.failed) failed")) }
        if counts.cancelled > 0 { parts.append(terminal.warm("\(counts.cancelled) cancelled")) }
        if counts.running > 0 { parts.append("\(counts.running) running") }
        if counts.waiting > 0 { parts.append("\(counts.waiting) waiting") }
        let best = sweep.runs.first { $0.rank == 1 }
        let value = best.map { " · best \(metricName(sweep)) \(Figures.value($0.value))" } ?? ""
        return parts.joined(separator: ", ") + terminal.good(Terminal.plain(value))
    }

    func lines(_ sweep: SweepDocument) -> [String] {
        let place = RepositoryName(sweep.repository)?.shortName ?? sweep.repository
        var lines = [
            "\(terminal.bold(sweep.id.text))  \(terminal.state(sweep.state))  \(terminal.dim(Figures.count(sweep.counts.all, "run")))",
            "\(Terminal.plain(place)) \(Terminal.plain(sweep.branches.first ?? "")) @ \(sweep.commit.prefix(7))  "
                + terminal.dim(Terminal.plain(sweep.subject)),
        ]
        if let problem = sweep.problem { lines.append(terminal.bad(Terminal.plain(problem))) }
        guard sweep.counts.all > 0 else { return lines }
        lines += [progress(sweep), ""] + table(sweep)
        if sweep.runs.count > Self.rowLimit { lines.append("  and \(sweep.runs.count - Self.rowLimit) more; --json has them all") }
        if !sweep.remarks.isEmpty { lines += [""] + sweep.remarks.map { "  \(Terminal.plain($0))" } }
        if sweep.isEnded { lines += next(sweep) }
        return lines
    }

    private func metricName(_ sweep: SweepDocument) -> String { sweep.metric.flatMap { MetricName($0)?.name } ?? "" }

    private func table(_ sweep: SweepDocument) -> [String] {
        let hasMetric = sweep.metric != nil
        var rows = [["#"] + sweep.parameters + (hasMetric ? [metricName(sweep), "Δ"] : []) + ["state", "time", "run"]]
        for run in sweep.runs.prefix(Self.rowLimit) {
            let metric =
                hasMetric
                ? [run.rank == nil ? "" : Figures.value(run.value), run.rank == nil ? "" : run.delta.map(Figures.delta) ?? ""] : []
            rows.append(
                [run.rank.map { "\($0)" } ?? ""] + sweep.parameters.map { run.parameters[$0] ?? "" } + metric
                    + [run.reason.map { "\(run.state): \($0)" } ?? run.state, run.seconds.map(Figures.elapsed) ?? ""]
                    + [run.experiment ?? run.run.text])
        }
        rows = rows.map { $0.map { String(Terminal.plain($0).prefix(60)) } }
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        let firstWord = rows[0].count - 3
        return rows.enumerated().map { index, row in
            let cells = row.enumerated().map { column, cell in
                let gap = String(repeating: " ", count: widths[column] - cell.count)
                // Numbers stand in line at their right.
                return column < firstWord || column == firstWord + 1 ? gap + cell : cell + gap
            }
            let line = "  " + cells.joined(separator: "  ")
            let trimmed = String(line.reversed().drop { $0 == " " }.reversed())
            if index == 0 { return terminal.dim(trimmed) }
            let run = sweep.runs[index - 1]
            if run.rank == 1 { return terminal.good(trimmed) }
            return run.state == "failed" ? terminal.bad(trimmed) : trimmed
        }
    }

    private func next(_ sweep: SweepDocument) -> [String] {
        var lines: [String] = []
        if let best = sweep.runs.first(where: { $0.rank == 1 })?.experiment {
            lines += ["", "the best one: dvc exp pull origin \(best) && dvc exp apply \(best)"]
        }
        if sweep.counts.failed + sweep.counts.cancelled > 0 { lines.append("once more what has no result: bunsen sweep retry \(sweep.id)") }
        return lines
    }
}
