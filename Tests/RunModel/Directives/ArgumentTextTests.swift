import RunModel
import Testing

@Suite struct ArgumentTextTests {
    @Test(
        "text is split into an argv",
        arguments: [
            ("", []), (" \t ", []), ("a  b\tc", ["a", "b", "c"]), ("''", [""]), ("'' \"\"", ["", ""]),
            ("'a b'", ["a b"]), ("'a b'c", ["a bc"]), ("x='a b'", ["x=a b"]), ("x=\"a b\"=\"c d\"", ["x=a b=c d"]),
            ("a'b c'", ["a'b", "c'"]), ("'a'\"b\"", ["a\"b\""]), ("{\"a\":\"b\"}", ["{\"a\":\"b\"}"]),
            ("a\\ b", ["a b"]), ("\\'a", ["'a"]), ("\"a\\\"b\"", ["a\"b"]), ("\"a\\\\b\"", ["a\\b"]), ("'a\\b'", ["a\\b"]),
            ("\"a\\nb\"", ["anb"]), ("\\=\"a\"", ["=\"a\""]), ("'='\"a\"", ["=\"a\""]), ("a= \"b c\"", ["a=", "b c"]),
            ("$HOME `id` $(id) ~ * a;b # c", ["$HOME", "`id`", "$(id)", "~", "*", "a;b", "#", "c"]),
        ] as [(String, [String])])
    func split(_ text: String, _ expected: [String]) throws {
        #expect(try ArgumentText.split(text) == expected)
    }

    @Test(
        "bad quoting is refused",
        arguments: [
            ("'a", ArgumentText.BadQuoting.unclosed(quote: "'")), ("a=\"b", .unclosed(quote: "\"")), ("\"a\\\"", .unclosed(quote: "\"")),
            ("a\\", .backslashAtEnd), ("\"a\\", .backslashAtEnd), ("'a' '", .unclosed(quote: "'")),
        ])
    func refused(_ text: String, _ error: ArgumentText.BadQuoting) {
        #expect(throws: error) { try ArgumentText.split(text) }
    }

    @Test(
        "plain arguments are printed as they are, others quoted",
        arguments: [
            ("train", "train"), ("a=1", "a=1"), ("opt={\"a\":1}", "opt={\"a\":1}"), ("it's", "it's"), ("", "''"), ("a b", "'a b'"),
            ("'", "\"'\""), ("x='", "\"x='\""), ("a\\", "'a\\'"), ("it's \\ \"so\"", "\"it's \\\\ \\\"so\\\"\""), ("a\r", "'a\r'"),
        ])
    func quoted(_ argument: String, _ expected: String) throws {
        #expect(ArgumentText.quoted(argument) == expected)
        #expect(try ArgumentText.split(expected) == [argument])
    }

    @Test(
        "bad quoting is reported with text that would be right",
        arguments: [
            (":ACME_RUN: 'a b", ":ACME_RUN: 'a b'"), (":ACME_RUN: train \\", ":ACME_RUN: train"),
        ])
    func suggestion(_ message: String, _ meant: String) {
        let directives = Directives(message: message)
        #expect(directives.errors.map(\.description) == ["bad_quoting:ACME_RUN"])
        #expect(directives.diagnostics.map(\.suggestion) == [meant])
        #expect(Directives(message: meant).isRunnable)
    }
}
