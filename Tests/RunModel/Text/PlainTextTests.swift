import RunModel
import Testing

@Suite("Text from outside made plain")
struct PlainTextTests {
    @Test("nothing hidden passes but tab, line end and the joiners that scripts need, and everything visible does")
    func everyScalar() {
        for value in (0...0xD7FF).map(UInt32.init) + (0xE000...0xE_0FFF).map(UInt32.init) {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let expected: Bool? =
                switch scalar.properties.generalCategory {
                case .control: scalar != "\n" && scalar != "\t"
                case .lineSeparator, .paragraphSeparator: true
                // Some of what formats belongs to letters: soft hyphens, joiners, Arabic and musical marks.
                case .format, .unassigned: nil
                default: false
                }
            guard let expected, PlainText.isHidden(scalar) != expected else { continue }
            Issue.record("U+\(String(value, radix: 16)) is treated wrongly")
        }
    }

    @Test(
        "lines stay lines, and one line has spaces for their ends",
        arguments: [
            ("a\r\nb\tc", "a\nb\tc", "a b c"), ("a\u{2028}b\u{2029}c", "abc", "a b c"), ("\u{202E}a\u{2066}\u{200B}\u{FEFF}", "a", "a"),
            ("\u{0}\u{1B}[31m\u{9B}x\u{7F}", "[31mx", "[31mx"), ("a\u{E0041}", "a", "a"),
            ("e\u{301} \u{1F9EA}", "e\u{301} \u{1F9EA}", "e\u{301} \u{1F9EA}"),
            ("\u{1F468}\u{200D}\u{1F33E}", "\u{1F468}\u{200D}\u{1F33E}", "\u{1F468}\u{200D}\u{1F33E}"), ("", "", ""),
        ])
    func forms(text: String, clean: String, line: String) {
        #expect(PlainText.clean(text) == clean)
        #expect(PlainText.line(text) == line)
    }

    @Test(
        "what is cut ends in an ellipsis and is no longer than asked",
        arguments: [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("ab", 1, "…"), ("e\u{301}e", 2, "e…"), ("", 0, "")])
    func cut(text: String, limit: Int, expected: String) {
        #expect(PlainText.cut(text, to: limit) == expected)
    }
}
