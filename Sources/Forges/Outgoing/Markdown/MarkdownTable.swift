/// A table whose cells are Markdown already.
package struct MarkdownTable: Sendable {
    package enum Side: Sendable { case left, right }

    package var columns: [(title: String, side: Side)]
    package var rows: [[String]]

    package init(columns: [(title: String, side: Side)], rows: [[String]] = []) {
        self.columns = columns
        self.rows = rows
    }

    package var text: String {
        let rule = columns.map { $0.side == .left ? "---" : "---:" }
        return ([columns.map(\.title), rule] + rows).map { "| \($0.joined(separator: " | ")) |" }.joined(separator: "\n")
    }
}
