import RunModel

/// Text from outside in a place of a Markdown document where nothing of it can be read as Markdown, HTML, a mention or a
/// reference: all of these are left alone inside code.
package struct MarkdownText: Sendable {
    let dialect: MarkdownDialect

    package init(dialect: MarkdownDialect) { self.dialect = dialect }

    /// One line as a code span. Empty text gives `–`: an empty span is none.
    package func code(_ text: String, inTable: Bool = false, limit: Int = 200) -> String {
        var text = PlainText.cut(PlainText.line(text), to: limit)
        if inTable { text = withoutPipes(text) }
        guard text.contains(where: { $0 != " " }) else { return "–" }
        let fence = String(repeating: "`", count: Self.longestRun(of: "`", in: text) + 1)
        // A space on either side is taken off again by the reader: so that a backtick at the edge is not of the fence, and so that
        // text with spaces of its own keeps them.
        let isBare = !text.hasPrefix("`") && !text.hasSuffix("`") && !(text.hasPrefix(" ") && text.hasSuffix(" "))
        return isBare ? "\(fence)\(text)\(fence)" : "\(fence) \(text) \(fence)"
    }

    /// A table is divided at `|` even in code. After a backslash readers disagree, so there a bar that looks like it stands.
    private func withoutPipes(_ text: String) -> String {
        var safe = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar != "|" {
                safe.append(scalar)
            } else if dialect.escapesPipes, safe.last != "\\" {
                safe.append(contentsOf: "\\|".unicodeScalars)
            } else {
                safe.append("¦")
            }
        }
        return String(safe)
    }

    /// Lines as a block of code, with a fence that is longer than any in them.
    static func block(_ lines: [String], language: String = "text") -> String {
        let clean = lines.map { line in
            let kept = String(String.UnicodeScalarView(line.unicodeScalars.filter { $0 != "\n" && !PlainText.isHidden($0) }))
            return PlainText.cut(kept, to: 500)
        }
        let fence = String(repeating: "`", count: max(3, (clean.map { longestRun(of: "`", in: $0) }.max() ?? 0) + 1))
        return ([fence + language] + clean + [fence]).joined(separator: "\n")
    }

    /// Sentences as people read them: words that are nothing but words stay, all else becomes code. What stands between
    /// backticks already is code as it is. Not for the beginning of a line, where even a number can begin a list.
    package func sentence(_ text: String, inTable: Bool = false, limit: Int = 1000) -> String {
        let words = Word.words(of: PlainText.cut(PlainText.line(text), to: limit))
        var line = ""
        for (index, word) in words.enumerated() {
            // Two spans side by side would become one.
            let mustPart = index > 0 && word.kind != .plain && words[index - 1].kind != .plain
            if !line.isEmpty, word.isApart || mustPart { line += " " }
            line += word.kind == .plain ? word.text : code(word.text, inTable: inTable, limit: limit)
        }
        return line
    }

    static func longestRun(of character: Unicode.Scalar, in text: String) -> Int {
        var longest = 0
        var run = 0
        for scalar in text.unicodeScalars {
            run = scalar == character ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }
}
