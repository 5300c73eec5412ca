import Forges
import RunModel
import TestKit
import Testing

extension SeededRandom {
    private static let pieces = [
        "@evil", "#12", "!12", "GH-12", "$1", "~1", "&1", "<img src=x onerror=y>", "<!-- ", "-->", "</details>",
        "[x](http://evil.example)", "![](http://evil.example/p.png)", "http://evil.example", "www.evil.example",
        "evil@evil.example", "**", "__", "~~", "`", "``", "```", "~~~", "````text", "|", "\\", "\\|", "\\`", "\n",
        "\r\n", "\r", "\n\n", "\n/close\n", "/assign @evil", "\n# evil", "\n- evil", "\n1. evil", "\n---\n",
        "\n===\n", "\t", " ", "  ", "\u{0}", "\u{1B}[31m", "\u{85}", "\u{2028}", "\u{202E}", "\u{2066}", "\u{200B}",
        "\u{FEFF}", ":smile:", "deadbeefdeadbeef", "a", "word", "é", "漢字", "🧪", "e\u{301}", "\n[//]: # (bunsen:r-1)",
        "\n<!-- bunsen:r-1 -->", "&lt;", "&#64;evil", "(", ")", "\"", "“", ".", ",",
    ]

    /// Text of what is dangerous in some place of some Markdown.
    mutating func hostileMarkdown() -> String {
        (0..<Int.random(in: 0...9, using: &self)).map { _ in Self.pieces[Int.random(in: 0..<Self.pieces.count, using: &self)] }.joined()
    }
}

@Suite("Hostile text in a report")
struct MarkdownHostileTests {
    /// What is left of our own outside of code.
    private static let own: Set<Character> = Set("*_|-:().,;·–↑↓Δ+/[]%?'’‘“”…\"— \n")

    @Test("nothing from outside is read as anything but text", arguments: MarkdownDialect.allCases)
    func property(_ dialect: MarkdownDialect) throws {
        let markdown = ReportMarkdown(dialect: dialect, link: "https://bunsen.example/runs/r-1")
        let calm = MarkdownReader(markdown.text(try MarkdownSample.report("calm"), limit: 60_000), dialect)
        var random = SeededRandom(seed: 42)
        for round in 0..<400 {
            // A letter at one end: where nothing is left to see, something else is shown.
            let hostile = round % 2 == 0 ? random.hostileMarkdown() + "z" : "z" + random.hostileMarkdown()
            var report = try MarkdownSample.report(hostile)
            // A sentence of words may stay outside of code; its shape is looked at below.
            report.remarks = ["calm"]
            let read = MarkdownReader(markdown.text(report, limit: 60_000), dialect)
            let isSame = read.skeleton == calm.skeleton
            #expect(isSame, "\(hostile.debugDescription)\n\(read.skeleton)")
            #expect(read.hidden == [])
        }
    }

    @Test("the failure's sentences and lines keep to their places", arguments: MarkdownDialect.allCases)
    func failure(_ dialect: MarkdownDialect) throws {
        let markdown = ReportMarkdown(dialect: dialect)
        var random = SeededRandom(seed: 7)
        for _ in 0..<400 {
            let hostile = random.hostileMarkdown()
            var report = try MarkdownSample.report()
            report.outcome = "failed"
            report.failure = Failure(
                .stageFailed, hostile, remedy: "Look at \(hostile)", stage: hostile,
                lastLines: [hostile, random.hostileMarkdown(), "Error: \(hostile)"], evidence: [hostile, "exit code \(hostile)"])
            report.remarks = [hostile]
            let diagnostic = Diagnostic(.badName, keyword: "ACME_RUN", line: 1, message: hostile, suggestion: hostile)
            for text in [
                markdown.text(report, limit: 60_000),
                ReportMarkdown.mistakes([diagnostic], in: MarkdownSample.trigger, dialect: dialect, limit: 60_000),
            ] {
                let read = MarkdownReader(text, dialect)
                #expect(read.isWhole, "\(hostile.debugDescription)")
                #expect(read.hidden == [])
                for word in ["deadbeef", "//", "@", "#", "<", ">", "`", "\\", "~", "!", "$", "&", "GH-12", ":smile:", "\n/", "http"] {
                    let isThere = read.skeleton.contains(word)
                    #expect(!isThere, "\(word) of \(hostile.debugDescription)")
                }
                #expect(read.skeleton.allSatisfy { Self.own.contains($0) || $0.isLetter || $0.isNumber })
            }
        }
    }

    @Test(
        "the reader itself sees what would be dangerous",
        arguments: [
            ("`a` @evil", "C @evil"), ("``a`b``", "C"), ("`a", "`a"), ("| `a|b` | c |", "| `a|b` | c |"), ("| `a\\|b` | c |", "| C | c |"),
            ("```text\n@evil\n```", "F"), ("```text\n````\n@evil", "F\n@evil"), ("````text\n```\n@evil\n````\nx", "F\nx"),
        ])
    func reader(_ text: String, _ skeleton: String) {
        #expect(MarkdownReader(text, .github).skeleton == skeleton)
    }
}
