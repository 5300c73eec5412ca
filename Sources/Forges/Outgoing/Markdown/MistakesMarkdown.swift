package import RunModel

extension ReportMarkdown {
    /// Why a commit starts nothing: what is wrong with its directives, and what would be right.
    package static func mistakes(
        _ diagnostics: [Diagnostic], in commit: CommitSHA, dialect: MarkdownDialect, limit: Int
    ) -> String {
        let text = MarkdownText(dialect: dialect)
        let count = diagnostics.count == 1 ? "a mistake" : "\(diagnostics.count) mistakes"
        let head = "**Bunsen**: nothing was run, \(text.code(commit.short)) has \(count) in its directives"
        let tail = "Mend the message and push again: an amended commit, or a new and empty one, will do."
        var items: [String] = []
        var length = head.utf16.count + tail.utf16.count + 100
        for diagnostic in diagnostics {
            let item = self.item(diagnostic, text)
            length += item.utf16.count + 1
            guard length <= limit else { break }
            items.append(item)
        }
        if items.count < diagnostics.count { items.append("- and \(diagnostics.count - items.count) more") }
        return "\(head)\n\n\(items.joined(separator: "\n"))\n\n\(tail)"
    }

    private static func item(_ diagnostic: Diagnostic, _ text: MarkdownText) -> String {
        let place = diagnostic.line.map { "line \($0), " } ?? ""
        var item = "- \(place)\(text.code(":\(diagnostic.keyword):")): \(text.sentence(diagnostic.message))"
        if let suggestion = diagnostic.suggestion { item += " Right would be: \(text.code(suggestion, limit: 1000))" }
        return item
    }
}
