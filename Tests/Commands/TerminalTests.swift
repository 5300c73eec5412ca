import Foundation
import Testing

@testable import Commands

@Suite("Text for a terminal")
struct TerminalTests {
    @Test("no control character passes but the tab, no embedding or isolate of directions, and everything else does")
    func everyScalar() {
        for value in (0...0xD7FF).map(UInt32.init) + (0xE000...0x1_FFFF).map(UInt32.init) {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let text = String(String.UnicodeScalarView([scalar]))
            let isBad = !text.controls.isEmpty || scalar == "\n"
            guard Terminal.plain("a\(text)b") != (isBad ? "ab" : "a\(text)b") else { continue }
            Issue.record("U+\(String(value, radix: 16)) is treated wrongly")
        }
    }

    @Test("line ends stay where they are asked for, and carriage returns never do", arguments: ["a\nb", "a\r\nb", "\r\na\n\rb\r"])
    func lines(text: String) {
        #expect(Terminal.plain(text, keepsLines: true).unicodeScalars.elementsEqual(text.unicodeScalars.filter { $0 != "\r" }))
        #expect(Terminal.plain(text) == "ab")
    }

    @Test("cleaning once is enough", arguments: ["\u{1B}\u{1B}[[3131mm", "\u{9B}\u{1B}31m", "\u{202E}\u{1B}\u{202E}["])
    func nested(text: String) {
        let once = Terminal.plain(text)
        #expect(once.controls.isEmpty && Terminal.plain(once) == once)
    }

    @Test("off a terminal nothing is painted")
    func plainPaint() {
        let terminal = Terminal(.output, environment: ["TERM": "dumb"])
        for paint in [terminal.bold, terminal.dim, terminal.good, terminal.bad, terminal.warm, terminal.state] {
            let text = paint("x")
            #expect(text == "x")
        }
    }

    @Test(
        "how long ago is said in the largest unit",
        arguments: [
            (-100, "just now"), (0, "just now"), (59.9, "just now"), (60, "1 min ago"), (3599, "59 min ago"), (3600, "1 h ago"),
            (86_399, "23 h ago"), (86_400, "1 d ago"), (864_000, "10 d ago"),
        ] as [(Double, String)])
    func ago(seconds: Double, text: String) {
        let now = Date(timeIntervalSince1970: 1_700_000_000)
        #expect(Elapsed.ago(now - seconds, now: now) == text)
    }
}
