import RunModel
import Testing

@Suite struct DirectiveLineTests {
    @Test("only LF ends a line", arguments: ["\u{2028}", "\u{2029}", "\u{0B}", "\u{0C}", "\u{85}", "\r", "\u{1C}"])
    func otherLineEnds(_ character: String) {
        let directives = Directives(message: "x\(character):ACME_RUN: train")
        #expect(!directives.isPresent)
        #expect(directives.diagnostics.isEmpty)
    }

    @Test("one CR before LF is dropped, and no more")
    func carriageReturns() {
        #expect(Directives(message: "x\r\n:ACME_RUN: a\r\n").args == ["a"])
        #expect(Directives(message: "x\n:ACME_RUN: a\r\r\n").args == ["a\r"])
        #expect(Directives(message: ":ACME_RUN:\r").args == [])
        #expect(Directives(message: ":ACME_RUN: a\rb").args == ["a\rb"])
    }

    @Test("a combining mark after a line's end or a colon hides nothing")
    func combiningMarks() {
        #expect(Directives(message: "x\r\n:ACME_RUN:\u{301}a").args == ["\u{301}a"])
        #expect(!Directives(message: "x\n\u{301}:ACME_RUN: a").isPresent)
    }

    @Test("blanks are spaces and tabs, and nothing else")
    func blanks() {
        #expect(Directives(message: ":ACME_RUN:\u{A0}a\u{A0}b \t c\u{0B}d").args == ["\u{A0}a\u{A0}b", "c\u{0B}d"])
    }

    @Test(
        "what is no directive is none",
        arguments: [
            " :ACME_RUN:", "\t:ACME_RUN:", "x :ACME_RUN:", ":acme_run:", ":ACME_RUN", "ACME_RUN:", "::ACME_RUN:", ": ACME_RUN:",
            ":ACME:", ":ACME_:", "\u{FEFF}:ACME_RUN:", ":RUN:", ":ACMERUN:",
        ])
    func notDirectives(_ message: String) {
        let directives = Directives(message: message)
        #expect(!directives.isPresent)
        #expect(!directives.run)
        #expect(directives.errors.isEmpty)
        #expect(directives.diagnostics.isEmpty)
    }

    @Test("the prefix can be another")
    func otherPrefix() {
        let directives = Directives(message: ":LAB_2_RUN: a\n:ACME_RUN: b\n:LAB_2_MEMORY:", prefix: "LAB_2")
        #expect(directives.args == ["a"])
        #expect(directives.errors.map(\.description) == ["missing_argument:LAB_2_MEMORY"])
        #expect(directives.diagnostics.map(\.keyword) == ["LAB_2_MEMORY"])
        #expect(!Directives(message: ":LAB_2_RUN: a").isPresent)
    }

    @Test("a prefix is capitals, digits and underscores, beginning with a capital")
    func prefixes() {
        for good in ["A", "ACME", "A1_B", "X_"] { #expect(Directives.isValidPrefix(good)) }
        for bad in ["", "acme", "1A", "_A", "A-B", "Ä", "A B", "Ab"] { #expect(!Directives.isValidPrefix(bad)) }
    }

    @Test("diagnostics name the line, and stand in the order of the lines")
    func lineNumbers() {
        let directives = Directives(message: "s\r\n\r\n:ACME_VCPUS: x\r\n:ACME_RUN: --nope\n:ACME_GPUS: y\n:ACME_VCPUS: 1")
        #expect(directives.diagnostics.map(\.line) == [3, 4, 5, 6])
        #expect(directives.diagnostics.map(\.code) == ["not_a_number", "unknown_flag", "not_a_number", "duplicate"])
        #expect(
            directives.errors.map(\.description) == [
                "not_a_number:ACME_GPUS", "not_a_number:ACME_VCPUS", "duplicate:ACME_VCPUS",
            ])
    }

    @Test("a missing run has no line and tells which line is missing")
    func missingRun() throws {
        let directives = Directives(message: ":ACME_ON: gpu")
        let diagnostic = try #require(directives.diagnostics.first)
        #expect(directives.errors.map(\.description) == ["missing_run"])
        #expect(diagnostic.line == nil)
        #expect(diagnostic.suggestion == ":ACME_RUN:")
        #expect(directives.isPresent)
        #expect(!directives.isRunnable)
    }
}
