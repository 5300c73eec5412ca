import Forges

/// Just so much of a Markdown reader as tells what is code from what is not: fences (CommonMark 0.31 §4.5), code spans (§6.1),
/// and cells, which GFM divides before it looks for spans (§4.10).
struct MarkdownReader {
    /// The text with `F` for each block and `C` for each span.
    private(set) var skeleton = ""
    /// Whether every fence was closed.
    private(set) var isWhole = true
    /// Characters that nobody sees, or that turn the direction of writing.
    let hidden: [Unicode.Scalar]

    init(_ text: String, _ dialect: MarkdownDialect) {
        hidden = text.unicodeScalars.filter { scalar in
            switch scalar.properties.generalCategory {
            case .control: scalar != "\n" && scalar != "\t"
            case .lineSeparator, .paragraphSeparator: true
            // A part of some letters and emoji.
            case .format: scalar.value != 0x200D
            default: false
            }
        }
        var fence: Int?
        var lines: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let ticks = line.prefix { $0 == "`" }.count
            if let open = fence {
                if ticks >= open, line.dropFirst(ticks).allSatisfy({ $0 == " " || $0 == "\t" }) { fence = nil }
            } else if ticks >= 3, !line.dropFirst(ticks).contains("`") {
                fence = ticks
                lines.append("F")
            } else if line.hasPrefix("|") {
                lines.append(Self.cells(line, dialect).map { Self.withoutSpans($0) }.joined(separator: "|"))
            } else {
                lines.append(Self.withoutSpans(String(line)))
            }
        }
        isWhole = fence == nil
        skeleton = lines.joined(separator: "\n")
    }

    /// A bar after a backslash does not divide, and loses the backslash; Bitbucket's reader is not trusted with that.
    private static func cells(_ line: Substring, _ dialect: MarkdownDialect) -> [String] {
        var cells = [""]
        for character in line {
            if character != "|" {
                cells[cells.count - 1].append(character)
            } else if dialect != .bitbucket, cells[cells.count - 1].last == "\\" {
                cells[cells.count - 1].removeLast()
                cells[cells.count - 1].append("¦")
            } else {
                cells.append("")
            }
        }
        return cells
    }

    private static func withoutSpans(_ text: String) -> String {
        var rest = text[...]
        var plain = ""
        while let start = rest.firstIndex(of: "`") {
            plain += rest[..<start]
            let ticks = rest[start...].prefix { $0 == "`" }
            guard let end = closing(ticks.count, in: rest[ticks.endIndex...]) else {
                plain += ticks
                rest = rest[ticks.endIndex...]
                continue
            }
            plain += "C"
            rest = rest[end...]
        }
        return plain + rest
    }

    /// After the next run of just so many backticks.
    private static func closing(_ count: Int, in text: Substring) -> Substring.Index? {
        var rest = text
        while let start = rest.firstIndex(of: "`") {
            let run = rest[start...].prefix { $0 == "`" }
            if run.count == count { return run.endIndex }
            rest = rest[run.endIndex...]
        }
        return nil
    }
}
