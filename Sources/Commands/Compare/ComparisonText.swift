import Foundation
import RunModel

/// A comparison as an aligned table; on a terminal that is too narrow, as several, each beginning with the first column.
struct ComparisonText {
    let comparison: Comparison
    let terminal: Terminal
    let showsAll: Bool
    private static let longestLabel = 40

    /// More than that stand below one another, a line each.
    private static let mostColumns = 6

    func lines() -> [String] {
        let cells = ComparisonCells(comparison: comparison, showsAll: showsAll, paint: paint)
        var lines = comparison.subjects.count > Self.mostColumns ? list(cells) : table(cells)
        if let hidden = cells.hidden { lines += ["", terminal.dim(hidden)] }
        if comparison.metrics.isEmpty && comparison.params.isEmpty { lines += ["", "None of them has metrics or parameters."] }
        return lines + comparison.remarks.map { "\(terminal.warm("!")) \(Terminal.plain($0))" }
    }

    /// A column for each subject.
    private func table(_ cells: ComparisonCells) -> [String] {
        let sections = [("Metrics", cells.metrics), ("Parameters", cells.params), ("Stages", cells.stages), ("Runs", cells.runs)]
            .map { title, lines in (title, lines.map { line in [cut(line.label)] + line.cells }) }
            .filter { !$0.1.isEmpty }
        let head = [[""] + comparison.subjects.map { terminal.bold(cut($0.name)) }, [""] + comparison.subjects.map(below)]
        let widths = widths(head + sections.flatMap(\.1))
        var lines: [String] = []
        for columns in blocks(widths) {
            if !lines.isEmpty { lines.append("") }
            lines += head.map { row($0, columns, widths) }
            for (title, rows) in sections { lines += ["", terminal.bold(title)] + rows.map { row($0, columns, widths) } }
        }
        return lines
    }

    /// A line for each subject, and of their stages nothing.
    private func list(_ cells: ComparisonCells) -> [String] {
        let columns = cells.metrics + cells.params + cells.runs.filter { $0.label != "run" }
        let head = ["", ""] + columns.map { terminal.bold(cut($0.label)) }
        let rows = comparison.subjects.enumerated().map { index, subject in
            [cut(subject.name), below(subject)] + columns.map { $0.cells[index] }
        }
        let widths = widths([head] + rows)
        return blocks(widths).flatMap { columns in [""] + ([head] + rows).map { row($0, columns, widths) } }
    }

    private func widths(_ rows: [[String]]) -> [Int] {
        rows[0].indices.map { column in rows.map { ReportText.width($0[column]) }.max() ?? 0 }
    }

    /// Which columns stand side by side: the first two always.
    private func blocks(_ widths: [Int]) -> [[Int]] {
        let fixed = 2 + widths[0] + 2 + widths[1]
        var blocks = [[0, 1]]
        var used = fixed
        for column in widths.indices.dropFirst(2) {
            let isFull = terminal.isTerminal && used + 2 + widths[column] > terminal.width && blocks[blocks.count - 1].count > 2
            if isFull {
                blocks.append([0, 1])
                used = fixed
            }
            blocks[blocks.count - 1].append(column)
            used += 2 + widths[column]
        }
        return blocks
    }

    private func row(_ cells: [String], _ columns: [Int], _ widths: [Int]) -> String {
        let padded = columns.map { cells[$0] + String(repeating: " ", count: widths[$0] - ReportText.width(cells[$0])) }
        var text = Substring("  " + padded.joined(separator: "  "))
        while text.last == " " { text.removeLast() }
        return String(text)
    }

    private func below(_ subject: Subject) -> String { terminal.dim(subject.commit?.short ?? (subject.kind == .run ? "no commit" : "")) }

    private func cut(_ text: String) -> String { PlainText.cut(Terminal.plain(text), to: Self.longestLabel) }

    private func paint(_ text: String, _ verdict: MetricChange.Verdict) -> String {
        switch verdict {
        case .better: return terminal.good(text)
        case .worse, .diverged: return terminal.bad(text)
        case .changed, .new, .gone, .unchanged: return text
        }
    }
}
