/// The arguments of a run, understood as `dvc repro` or `dvc exp run` would understand them, and checked.
///
/// A job never starts `dvc exp run` where it can help it: it writes the parameters itself and then runs plain
/// `dvc repro` with ``reproArguments``. So every flag is either handed on, handled by the run, or refused by name.
package struct DVCArguments: Sendable, Equatable {
    package let experiment: Bool
    /// What to reproduce; empty means `dvc.yaml`.
    package internal(set) var targets: [String] = []
    /// Flags for `dvc repro`, in full (`--force` for `-f`), in the order given. None of them has a value.
    package internal(set) var flags: [String] = []
    /// The last `-n`; nil if there is none.
    package internal(set) var experimentName: String?
    /// The values of `-S`, `[FILE:]NAME=VALUE`, as Hydra's grammar has them: JSON's quoted keys are unquoted.
    package internal(set) var setParams: [String] = []
    /// The last `-m`: a message for the experiment's commit.
    package internal(set) var message: String?
    /// `--no-hydra`: `params.yaml` is not composed from Hydra's configuration.
    package internal(set) var noHydra = false
    /// A parameter with several values was given.
    package internal(set) var asksForSweep = false
    /// Every mistake; with one of them the arguments are not to be handed to DVC.
    package internal(set) var diagnostics: [Diagnostic] = []

    /// Reads the argv of an `ACME_RUN` line, as ``Directives/dvcArgs`` has it. `prefix` and `line` go into the diagnostics.
    package init(_ arguments: [String], experiment: Bool, prefix: String = "ACME", line: Int? = nil) {
        var parser = DVCArgumentParser(experiment: experiment, prefix: prefix, line: line)
        parser.parse(arguments)
        self = parser.result
    }

    init(experiment: Bool) {
        self.experiment = experiment
    }

    /// The same with other parameters and another name.
    func with(_ setParams: [String], name: String?) -> DVCArguments {
        var other = self
        other.setParams = setParams
        other.experimentName = name
        return other
    }

    /// The argv to hand to plain `dvc repro`: flags first, then targets. DVC itself refuses a target after a flag after
    /// a target (`train -f test`: "unrecognized arguments"); in this order nothing is lost.
    package var reproArguments: [String] {
        let needsSeparator = targets.contains { $0.hasPrefix("-") }
        return flags + (needsSeparator ? ["--"] : []) + targets
    }

    /// The same for `dvc exp run`, with name, parameters and message, for where plain `dvc repro` cannot serve.
    package var experimentArguments: [String] {
        var own: [String] = []
        if let experimentName { own.append("--name=\(experimentName)") }
        own += setParams.map { "--set-param=\($0)" }
        if let message { own.append("--message=\(message)") }
        if noHydra { own.append("--no-hydra") }
        return own + reproArguments
    }

    /// Whether stages are to run although nothing has changed, so that no cached answer will do.
    package var forcesStages: Bool {
        flags.contains { ["--force", "--force-downstream", "--no-run-cache"].contains($0) }
    }
}
