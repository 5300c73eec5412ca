import RunModel
import Testing

@Suite struct DVCTargetTests {
    private func codes(_ argv: [String], experiment: Bool = false) -> [String] {
        DVCArguments(argv, experiment: experiment).diagnostics.map(\.code)
    }

    @Test(
        "what can be a stage or a file with stages is taken",
        arguments: [
            "train", "train-2_b", "train.v2", "train_模型", "sub/dvc.yaml", "sub/dvc.yaml:train", "./dvc.yaml:a", "data/x.csv.dvc",
            "R&D (old)/data.dvc", "each@a;b", "each@1.5", "sub/dvc.yaml:each@x y", "a/../b/dvc.yaml", "..a", "a..b", "my stage",
            "group@$(id)", "it's",
        ])
    func taken(_ target: String) {
        let arguments = DVCArguments([target], experiment: false)
        #expect(arguments.diagnostics == [])
        #expect(arguments.targets == [target])
    }

    @Test(
        "a path outside the repository is refused",
        arguments: [
            "/", "/etc/passwd", "/repo/dvc.yaml:train", "..", "../dvc.yaml", "../dvc.yaml:train", "a/../../b", "./..", "..:train",
            "a/../..:train", "~/x", "~", "s3://bucket/x", "a:b/../..", "a//../../x", "./../a@b", "/x@y", "..//\u{301}x",
        ])
    func outside(_ target: String) {
        #expect(codes([target]) == ["outside_repository"])
        #expect(codes(["--", target]) == ["outside_repository"])
        #expect(codes([target], experiment: true) == ["outside_repository"])
    }

    @Test(
        "what only a shell would understand is told to be taken literally",
        arguments: [
            ("train;", "train"), ("train&", "train"), ("&&", nil), ("|", nil), (">", nil), ("2>&1", nil), ("$HOME", nil),
            ("$(id)", nil), ("`id`", nil), ("a;b", nil), ("$X/a.dvc", nil), ("#", nil), ("{a,b}", nil), (";", nil),
        ] as [(String, String?)])
    func shell(_ target: String, _ meant: String?) {
        let diagnostics = DVCArguments([target], experiment: false).diagnostics
        #expect(diagnostics.map(\.code) == ["shell_syntax"])
        #expect(diagnostics.map(\.suggestion) == [meant])
    }

    @Test("a pattern needs --glob, which only dvc repro has")
    func patterns() {
        #expect(DVCArguments(["tr*"], experiment: false).diagnostics.map(\.suggestion) == ["--glob tr*"])
        #expect(DVCArguments(["tr*"], experiment: true).diagnostics.map(\.suggestion) == [nil])
        #expect(codes(["*.dvc"]) == ["shell_syntax"])
        #expect(codes(["--glob", "tr*"]) == [])
        #expect(codes(["tr?", "--glob"]) == [])
    }

    @Test("what can be nothing at all is refused", arguments: ["", "-", "a\u{7}b", "-x y"])
    func nothing(_ target: String) {
        #expect(codes([target]) == ["bad_target"])
    }

    @Test("a shell's line ends in clear words")
    func wholeLine() {
        let directives = Directives(message: ":ACME_RUN: train; rm -rf /")
        #expect(directives.errors.isEmpty)
        #expect(directives.diagnostics.map(\.code) == ["unknown_flag", "shell_syntax", "outside_repository"])
        #expect(!directives.isRunnable)
    }
}
