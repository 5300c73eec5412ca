extension DVCFlag {
    /// Every flag that DVC 3.67.1 takes after `repro` and `exp run`, hidden ones too.
    /// Source: dvc/commands/repro.py, dvc/commands/experiments/run.py, dvc/_debug.py and `get_parent_parser` of
    /// dvc/cli/parser.py.
    package static let known: [DVCFlag] = passed + handled + refused + debugging

    /// `--pull` and `--allow-missing` are given by the run anyway; given twice they mean the same.
    private static let passed: [DVCFlag] = [
        DVCFlag(long: "--force", short: "f", use: .passed),
        DVCFlag(long: "--single-item", short: "s", use: .passed),
        DVCFlag(long: "--pipeline", short: "p", use: .passed),
        DVCFlag(long: "--all-pipelines", short: "P", use: .passed),
        DVCFlag(long: "--recursive", short: "R", use: .passed),
        DVCFlag(long: "--downstream", use: .passed),
        DVCFlag(long: "--force-downstream", use: .passed),
        DVCFlag(long: "--pull", use: .passed),
        DVCFlag(long: "--allow-missing", use: .passed),
        DVCFlag(long: "--keep-going", short: "k", use: .passed),
        DVCFlag(long: "--ignore-errors", use: .passed),
        DVCFlag(long: "--verbose", short: "v", use: .passed),
        DVCFlag(long: "--glob", command: .repro, use: .passed),
        DVCFlag(long: "--no-run-cache", command: .repro, use: .passed),
    ]

    private static let handled: [DVCFlag] = [
        DVCFlag(long: "--set-param", short: "S", takesValue: true, command: .experiment, use: .handled),
        DVCFlag(long: "--name", short: "n", takesValue: true, command: .experiment, use: .handled),
        // DVC also has an obsolete `-M` for it, which the parser reads as `-m`.
        DVCFlag(long: "--message", short: "m", takesValue: true, command: .experiment, use: .handled),
        DVCFlag(long: "--no-hydra", command: .experiment, use: .handled),
    ]

    private static let refused: [DVCFlag] = [
        DVCFlag(long: "--interactive", short: "i", use: .refused(why: "nobody is there to answer its questions")),
        DVCFlag(long: "--dry", use: .refused(why: "it runs nothing, so there would be no result", instead: "bunsen plan")),
        DVCFlag(long: "--help", short: "h", use: .refused(why: "it runs nothing, so there would be no result")),
        DVCFlag(
            long: "--quiet", short: "q",
            use: .refused(why: "it hides the lines that say which stage runs and why one failed")),
        DVCFlag(
            long: "--no-commit", command: .repro,
            use: .refused(why: "the outputs would not enter the cache, so they could not be pushed and would be lost")),
        DVCFlag(long: "--queue", command: .experiment, use: .refused(why: queues)),
        DVCFlag(long: "--run-all", command: .experiment, use: .refused(why: queues)),
        DVCFlag(
            long: "--jobs", short: "j", takesValue: true, command: .experiment,
            use: .refused(why: "a commit asks for one run; how many run at a time is the service's setting")),
        DVCFlag(
            long: "--temp", command: .experiment,
            use: .refused(why: "every run has a private clone already; leave the flag out")),
        DVCFlag(
            long: "--copy-paths", short: "C", takesValue: true, command: .experiment,
            use: .refused(why: "a run starts from the commit alone; commit the file or track it with DVC")),
    ]

    private static let queues = "DVC's own queue is not used; every commit with a directive is queued by itself"

    private static let debugging: [DVCFlag] =
        [
            "--cprofile", "--yappi", "--yappi-separate-threads", "--viztracer", "--viztracer-async", "--pdb",
            "--instrument", "--instrument-open", "--show-stack", "--ss",
        ].map { DVCFlag(long: $0, use: .refused(why: debugs)) }
        + ["--cprofile-dump", "--viztracer-depth"].map { DVCFlag(long: $0, takesValue: true, use: .refused(why: debugs)) }

    private static let debugs = "it is for debugging DVC itself, on a terminal"
}
