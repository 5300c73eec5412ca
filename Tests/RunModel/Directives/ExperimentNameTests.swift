import RunModel
import Testing

@Suite struct ExperimentNameTests {
    @Test("a name that a git ref can end with is taken", arguments: ["e1", "lr-0.1", "a_b", "学習", "x@y", "a.lock.b", "A+B=c,d"])
    func taken(_ name: String) {
        let arguments = DVCArguments(["--name", name], experiment: true)
        #expect(arguments.diagnostics == [])
        #expect(arguments.experimentName == name)
    }

    @Test(
        "any other is refused, with the nearest that can be",
        arguments: [
            ("", nil), ("my exp", "my-exp"), ("a/b", "a-b"), ("..", nil), ("a..b", "a.-b"), (".a", "a"), ("a.", "a"), ("a.lock", "a"),
            ("a~1", "a-1"), ("a^", "a"), ("a:b", "a-b"), ("a?", "a"), ("a*", "a"), ("a[0]", "a-0]"), ("a\\b", "a-b"), ("@", nil),
            ("a@{b", "a-b"), ("a\u{7f}b", "a-b"), ("a\tb", "a-b"), ("-5", "5"),
        ] as [(String, String?)])
    func refused(_ name: String, _ meant: String?) {
        let diagnostics = DVCArguments(["--name=\(name)"], experiment: true).diagnostics
        #expect(diagnostics.map(\.code) == ["bad_name"])
        #expect(diagnostics.map(\.suggestion) == [meant])
        if let meant { #expect(ExperimentName.problem(with: meant) == nil) }
    }

    @Test("a name has a hundred bytes at most")
    func length() {
        #expect(ExperimentName.problem(with: String(repeating: "a", count: 100)) == nil)
        #expect(ExperimentName.problem(with: String(repeating: "a", count: 101)) != nil)
        #expect(ExperimentName.suggestion(for: String(repeating: "ä", count: 80))?.utf8.count == 100)
    }
}
