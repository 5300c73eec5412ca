import Engine
import Foundation
import RunModel
import TestKit
import Testing
import Web

@Suite("Hostile text on a page")
struct PageHostileTests {
    private static let pieces = [
        "<script>alert(1)</script>", "</title>", "</style>", "</pre>", "</code></td></tr></table>", "<!--", "-->", "<![CDATA[", "\"", "'",
        "`",
        ">", "<", "&", "&lt;", "&#x3C;", "&amp;lt;", "=", " onload=x ", "\" autofocus onfocus=\"x", "javascript:x", "<img src=x onerror=y>",
        "\u{0}", "\u{1B}[31m", "\u{1B}]0;", "\u{7}", "\r", "\n", "\t", "\u{202E}", "\u{2066}", "\u{200F}", "\u{FEFF}", "\u{E0041}",
        "\u{85}",
        "\u{2028}", "\u{FFFF}", "\u{1F600}", "e\u{301}", "<\u{338}", "\"\u{301}", "&\u{308}", "<meta http-equiv=refresh content=0>", "\\",
        "%3Cb%3E",
        "{{x}}", "\\(x)", "<a href=\"//evil.example\">", "]]>", "/*", "*/",
    ]

    private static func hostile(_ random: inout SeededRandom) -> String {
        (0..<Int.random(in: 1...5, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "<" }.joined()
    }

    /// All pages there are, with what `text` makes of each text from outside.
    private static func pages(_ text: @escaping (String) -> String) throws -> [String] {
        let progress = JobProgress(
            step: .reproduce, stage: JobEvent.StageProgress(stage: StageOutcome(name: text("train"), state: .running), n: 1, of: 2))
        let notes = JobLog.line(for: JobEvent(at: PageSamples.time, note: JobEvent.Note(.error, text("note"))), nonce: "n")
        let said = ["one", "two", "three"].map { text($0).replacing("\n", with: "").replacing("\r", with: "") } + [notes]
        let bytes = Array(said.joined(separator: "\n").utf8)
        let tail = LogTail(attempt: 2, nonce: "n", bytes: bytes[...], size: bytes.count)
        var waiting = try PageSamples.running(text)
        waiting.failure = try PageSamples.failed(text).failure
        try waiting.move(to: .waiting(until: PageSamples.time), at: PageSamples.time, because: text("cause"))
        var cancelled = waiting
        try cancelled.move(to: .cancelled, at: PageSamples.time, because: text("cancelled"))
        var experiment = try PageSamples.succeeded(text)
        experiment.report?.experiment = text("exp")
        let now = PageSamples.time + 50
        return [
            RunPage(try PageSamples.queued(text), queueReason: text("place 2"), now: now),
            RunPage(try PageSamples.running(text), progress: progress, tail: tail, now: now),
            RunPage(try PageSamples.failed(text), tail: tail, now: now),
            RunPage(try PageSamples.succeeded(text), tail: tail, now: now), RunPage(experiment, now: now), RunPage(waiting, now: now),
            RunPage(cancelled, now: now),
        ].map(\.html.text)
    }

    @Test("no text changes a page's tags or attributes, adds an entity of its own, or leaves a control character", arguments: 0..<40)
    func skeleton(seed: Int) throws {
        let plain = try Self.pages { $0 }
        var random = SeededRandom(seed: UInt64(seed))
        // Equal texts stay equal: files of tables are told apart by theirs.
        var made: [String: String] = [:]
        let pages = try Self.pages { text in
            if let known = made[text] { return known }
            let new = text + Self.hostile(&random)
            made[text] = new
            return new
        }
        #expect(made.count > 4)
        for (page, expected) in zip(pages, plain) {
            let skeleton = try PageSkeleton(page)
            #expect(skeleton.tags == (try PageSkeleton(expected).tags))
            #expect(skeleton.text.unicodeScalars.allSatisfy { $0 == "\n" || $0 == "\t" || $0.properties.generalCategory != .control })
        }
    }

    @Test("no text leaves the attribute or the element that it is put into", arguments: pieces)
    func places(piece: String) throws {
        for text in [piece, piece + piece, "a\(piece)b"] {
            let html: HTML = "<p title=\"\(text)\">\(text)</p>"
            let skeleton = try PageSkeleton(html.text)
            #expect(skeleton.tags == ["p title", "/p"])
            #expect(skeleton.text == PlainText.clean(text) + PlainText.clean(text))
        }
    }

    @Test("what is escaped reads as it was written")
    func reversible() throws {
        let subject = #"<b>"a" & 'b'</b> &lt; \(x)"#
        let page = try PageSkeleton(RunPage(PageSamples.queued { $0.hasPrefix("Halve") ? subject : $0 }, now: PageSamples.time).html.text)
        #expect(page.text.components(separatedBy: subject).count == 3)
    }

    @Test(
        "the check sees what is broken",
        arguments: [
            "<p>a < b</p>", "<p>a & b</p>", "<p title=\"a\" onload=x>a</p>", "<p title='a'>a</p>", "<p title=\"a\"b\">a</p>", "<p",
            "<p>&lt</p>",
            "<p>&copy;</p>", "<!-- -->", "<P>",
        ])
    func selfTest(broken: String) {
        #expect(throws: PageSkeleton.Broken.self) { try PageSkeleton(broken) }
    }

    @Test("the check tells one tag or attribute more from none")
    func selfTestOfTags() throws {
        #expect(try PageSkeleton("<p class=\"a\">x</p>").tags == PageSkeleton("<p class=\"b\">y</p>").tags)
        #expect(try PageSkeleton("<p class=\"a\">x</p>").tags != PageSkeleton("<p id=\"a\">x</p>").tags)
        #expect(try PageSkeleton("<p>x</p>").tags != PageSkeleton("<p>x<b>y</b></p>").tags)
    }
}
