import Foundation
import RunModel

/// A comparison as an aligned table; on a terminal that is too narrow, as several, each beginning with the first column.
struct ComparisonText {
    let comparison: Comparison
    let terminal: Terminal
    let showsAll: Bool
    private static let longestLabel = 40

    func lines() -> [String] {
        let cells = ComparisonCells(comparison: comparison, showsAll: showsAll, paint: paint)
        let sections = [("Metrics", cells.metrics), ("Parameters", cells.params), ("Stages", cells.stages), ("Runs", cells.runs)]
            .map { title, lines in (title, lines.map { line in [cut(line.label)] + line.cells }) }
            .filter { !$0.1.isEmpty }
        let head = [[""] + comparison.subjects.map { terminal.bold(cut($0.name)) }, [""] + comparison.subjects.map(below)]
        let widths = head[0].indices.map { column in
            (head + sections.flatMap(\.1)).map { ReportText.width($0[column]) }.max() ?? 0
        }
        var lines: [String] = []
        for columns in blocks(widths) {
            if !lines.isEmpty { lines.append("") }
            lines += head.map { row($0, columns, widths) }
            for (title, rows) in sections { lines += ["", terminal.bold(title)] + rows.map { row($0, columns, widths) } }
        }
        if let hidden = cells.hidden { lines += ["", terminal.dim(hidden)] }
        if sections.isEmpty { lines += ["", "None of them has metrics or parameters."] }
        return lines + comparison.remarks.map { "\(terminal.warm("!")) \(Terminal.plain($0))" }
    }

    /// Which columns stand side by side: the labels and the first always.
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
