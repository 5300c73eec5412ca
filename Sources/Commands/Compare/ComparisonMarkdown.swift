import Forges
import RunModel

/// A comparison as one Markdown table a part, as GitHub, GitLab and Gitea read it.
struct ComparisonMarkdown {
    let comparison: Comparison
    let showsAll: Bool
    private let words = MarkdownText(dialect: .github)

    init(comparison: Comparison, showsAll: Bool) {
        self.comparison = comparison
        self.showsAll = showsAll
    }

    var text: String {
        let cells = ComparisonCells(comparison: comparison, showsAll: showsAll) { text, verdict in
            switch verdict {
            case .worse, .diverged: "**\(text)**"
            case .better, .changed, .new, .gone, .unchanged: text
            }
        }
        var parts = [
            ("Metrics", cells.metrics, false), ("Parameters", cells.params, true), ("Stages", cells.stages, false),
            ("Runs", cells.runs, false),
        ]
        .filter { !$0.1.isEmpty }.map { title, lines, areForeign in table(title, lines, areForeign: areForeign) }
        parts += [cells.hidden].compactMap(\.self) + comparison.remarks.map { "- \(words.sentence($0))" }
        return parts.joined(separator: "\n\n") + "\n"
    }

    /// - Parameter areForeign: the cells are a repository's own words, and no numbers of ours.
    private func table(_ title: String, _ lines: [ComparisonCells.Line], areForeign: Bool) -> String {
        let heads = comparison.subjects.map { subject in
            words.code(subject.name, inTable: true) + (subject.commit.map { " \($0.short)" } ?? "")
        }
        return MarkdownTable(
            columns: [(title, .left)] + heads.map { ($0, areForeign ? .left : .right) },
            rows: lines.map { line in
                [words.code(line.label, inTable: true)] + line.cells.map { areForeign && $0 != "–" ? words.code($0, inTable: true) : $0 }
            }
        ).text
    }
}
