extension DVCFlag {
    /// Flags that DVC does not take after `repro` and `exp run`, but that people write: gone from DVC, or `dvc`'s own.
    /// They are consulted only where no flag of ``known`` fits, so they make no shortened flag ambiguous.
    package static let foreign: [DVCFlag] = [
        DVCFlag(long: "--cwd", short: "c", takesValue: true, use: .refused(why: directory)),
        DVCFlag(long: "--cd", takesValue: true, use: .refused(why: directory)),
        DVCFlag(long: "--wait-for-lock", use: .refused(why: "a run has a clone of its own, so no other process holds its lock")),
        DVCFlag(long: "--version", short: "V", use: .refused(why: "it runs nothing, so there would be no result")),
        DVCFlag(
            long: "--params", takesValue: true,
            use: .refused(why: "it is gone from DVC and is translated only when written in full", instead: "--set-param")),
        DVCFlag(
            long: "--reset", use: .refused(why: "it is gone from DVC together with checkpoints", instead: "--force")),
    ]

    private static let directory =
        "a run works where the repository's configuration says (`dvc_root`); name a stage elsewhere as `DIR/dvc.yaml:STAGE`"
}
