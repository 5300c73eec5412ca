/// A table whose cells are Markdown already.
struct MarkdownTable: Sendable {
    enum Side: Sendable { case left, right }

    var columns: [(title: String, side: Side)]
    var rows: [[String]] = []

    var text: String {
        let rule = columns.map { $0.side == .left ? "---" : "---:" }
        return ([columns.map(\.title), rule] + rows).map { "| \($0.joined(separator: " | ")) |" }.joined(separator: "\n")
    }
}
