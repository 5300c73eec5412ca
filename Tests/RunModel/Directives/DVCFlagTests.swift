import RunModel
import Testing

@Suite struct DVCFlagTests {
    @Test(
        "flags that dvc repro takes are handed to it in full, before the targets",
        arguments: [
            (["train"], ["train"]), (["--single-item", "featurize_data"], ["--single-item", "featurize_data"]),
            (["-f"], ["--force"]), (["-fs", "a"], ["--force", "--single-item", "a"]), (["--force-d"], ["--force-downstream"]),
            (["a", "-f", "b"], ["--force", "a", "b"]), (["--pull", "--allow-missing"], ["--pull", "--allow-missing"]),
            (["-k"], ["--keep-going"]), (["--ignore-errors"], ["--ignore-errors"]), (["-vv"], ["--verbose", "--verbose"]),
            (["-P"], ["--all-pipelines"]), (["-p", "a"], ["--pipeline", "a"]), (["-R", "dir"], ["--recursive", "dir"]),
            (["--downstream", "a"], ["--downstream", "a"]), (["--glob", "a*"], ["--glob", "a*"]), (["--no-r"], ["--no-run-cache"]),
            (["--", "-1", "--force"], ["--", "-1", "--force"]), (["a", "--", "b"], ["a", "b"]), (["-1"], ["--", "-1"]),
        ])
    func handedOn(_ argv: [String], _ expected: [String]) {
        let arguments = DVCArguments(argv, experiment: false)
        #expect(arguments.diagnostics == [])
        #expect(arguments.reproArguments == expected)
        #expect(DVCArguments(expected, experiment: false).reproArguments == expected)
    }

    @Test(
        "what an experiment handles itself is taken out of the arguments for dvc repro",
        arguments: [
            ["-S", "a=1", "-n", "e1", "-m", "why", "-f", "train"], ["-Sa=1", "-ne1", "-mwhy", "-f", "train"],
            ["-S=a=1", "-n=e1", "-m=why", "--force", "train"], ["--set-param=a=1", "--name=e1", "--message=why", "-f", "train"],
            ["-fSa=1", "train", "--na", "e1", "--mess", "why"], ["train", "-fn", "e1", "-M", "why", "--set", "a=1"],
            ["-n", "e0", "-n", "e1", "-m", "-", "-m", "why", "-S", "a=1", "-f", "--", "train"],
        ])
    func handled(_ argv: [String]) {
        let arguments = DVCArguments(argv, experiment: true)
        #expect(arguments.diagnostics == [])
        #expect(arguments.experimentName == "e1")
        #expect(arguments.setParams == ["a=1"])
        #expect(arguments.message == "why")
        #expect(arguments.reproArguments == ["--force", "train"])
        #expect(arguments.experimentArguments == ["--name=e1", "--set-param=a=1", "--message=why", "--force", "train"])
        #expect(arguments.forcesStages)
    }

    @Test("a value may begin with a dash where argparse allows it, and nowhere else")
    func dashedValues() {
        #expect(DVCArguments(["-m", "- fix it"], experiment: true).message == "- fix it")
        #expect(DVCArguments(["-m", "-1"], experiment: true).message == "-1")
        #expect(DVCArguments(["-m", "-f"], experiment: true).diagnostics.map(\.code) == ["missing_value"])
        #expect(DVCArguments(["-m", "--"], experiment: true).diagnostics.map(\.code) == ["missing_value"])
        #expect(DVCArguments(["--no-hydra"], experiment: true).noHydra)
    }

    @Test(
        "an unknown flag is refused by name, with the nearest valid one",
        arguments: [
            ("--forse", "--force"), ("--sigle-item", "--single-item"), ("--set-parm", "--set-param"), ("-force", "--force"),
            ("--parms", "--set-param"), ("--recusive", "--recursive"), ("-rf", nil), ("-z", nil), ("-fz", nil), ("--metrics", nil),
            ("--force\u{301}", "--force"), ("--éé", nil),
        ] as [(String, String?)])
    func unknown(_ flag: String, _ nearest: String?) throws {
        let arguments = DVCArguments(["train", flag], experiment: true)
        let diagnostic = try #require(arguments.diagnostics.first)
        #expect(diagnostic.code == "unknown_flag")
        #expect(diagnostic.message.contains("`\(flag)`"))
        #expect(diagnostic.suggestion == nearest)
    }

    @Test(
        "a flag that would change where data goes or how the run is placed is refused with the reason",
        arguments: [
            ["--cwd", "/"], ["--cw", "/"], ["--cwd=/"], ["-c", "sub"], ["-c/"], ["--cd", "/"], ["--queue"], ["--que"], ["--run-all"],
            ["--temp"], ["--te"], ["-j", "4"], ["-j4"], ["--jobs=4"], ["-fj4"], ["-C", "/etc"], ["--copy", "x"], ["-i"], ["--inte"],
            ["--dry"], ["--dr"], ["-q"], ["-fq"], ["-h"], ["--help"], ["--no-commit"], ["--pdb"], ["--cprofile-dump", "/x"],
            ["--viztracer-depth=3"], ["--ss"], ["-V"], ["--version"], ["--wait-for-lock"], ["--param", "a=1"],
        ])
    func refused(_ argv: [String]) throws {
        for experiment in [false, true] {
            let arguments = DVCArguments(argv, experiment: experiment)
            // `--param` and the like are ambiguous nowhere, and a refused flag's value is no target.
            #expect(arguments.diagnostics.map(\.code) == ["refused_flag"])
            #expect(arguments.reproArguments.allSatisfy { $0 == "--force" })
        }
    }

    @Test(
        "a flag of dvc exp run needs the directive for an experiment",
        arguments: [
            ["-S", "a=1"], ["-Sa=1"], ["--set-param=a=1"], ["--set", "a=1"], ["-n", "x"], ["-m", "x"], ["--no-hydra"],
        ])
    func needsExperiment(_ argv: [String]) {
        let arguments = DVCArguments(argv, experiment: false, prefix: "LAB", line: 7)
        #expect(arguments.diagnostics.map(\.code) == ["needs_experiment"])
        #expect(arguments.diagnostics.map(\.suggestion) == [":LAB_RUN_EXP:"])
        #expect(arguments.diagnostics.map(\.keyword) == ["LAB_RUN"])
        #expect(arguments.diagnostics.map(\.line) == [7])
    }

    @Test("a flag of dvc repro alone is refused in an experiment", arguments: ["--glob", "--no-run-cache", "--no-run"])
    func notForExperiments(_ flag: String) {
        #expect(DVCArguments([flag], experiment: true).diagnostics.map(\.code) == ["not_for_experiments"])
    }

    @Test("a shortened flag that fits several is refused", arguments: ["--f", "--forc", "--all", "--p", "--d", "--no", "--i"])
    func ambiguous(_ flag: String) {
        #expect(DVCArguments([flag], experiment: false).diagnostics.map(\.code) == ["ambiguous_flag"])
    }

    @Test(
        "a value is neither missing nor too much",
        arguments: [
            (["-S"], "missing_value"), (["-n"], "missing_value"), (["--set-param"], "missing_value"), (["-S", "-f"], "missing_value"),
            (["--force=1"], "unexpected_value"), (["-f=1"], "unexpected_value"), (["--no-hydra=x"], "unexpected_value"),
        ])
    func values(_ argv: [String], _ code: String) {
        #expect(DVCArguments(argv, experiment: true).diagnostics.map(\.code) == [code])
    }

    @Test("the same mistake is told once, and a million mistakes fill no report")
    func bounded() {
        #expect(DVCArguments(Array(repeating: "--nope", count: 200), experiment: false).diagnostics.count == 1)
        #expect(DVCArguments((0..<200).map { "--nope\($0)" }, experiment: false).diagnostics.count == Diagnostic.limit)
    }
}
