/// Every code that a ``Diagnostic`` about directives can have.
package enum DiagnosticCode: String, Sendable, CaseIterable {
    // The lexical layer: these, and only these, appear in `errors`.
    case missingArgument = "missing_argument"
    case unexpectedArgument = "unexpected_argument"
    case notANumber = "not_a_number"
    case outOfRange = "out_of_range"
    case badQuoting = "bad_quoting"
    case duplicate
    case missingRun = "missing_run"

    // The layer of meaning.
    /// A line such as `:ACME_GPU:` that begins as ours do and is none of them.
    case unknownDirective = "unknown_directive"
    case unknownFlag = "unknown_flag"
    /// A shortened flag that several flags begin with.
    case ambiguousFlag = "ambiguous_flag"
    /// DVC knows the flag (or did once), but a run cannot honour it; the message says why.
    case refusedFlag = "refused_flag"
    /// A flag of `dvc exp run` without the directive that asks for an experiment.
    case needsExperiment = "needs_experiment"
    /// A flag of `dvc repro` that `dvc exp run` does not have.
    case notForExperiments = "not_for_experiments"
    case missingValue = "missing_value"
    case unexpectedValue = "unexpected_value"
    case outsideRepository = "outside_repository"
    /// Text that only a shell would understand.
    case shellSyntax = "shell_syntax"
    case badTarget = "bad_target"
    case badParam = "bad_param"
    case badName = "bad_name"
    /// Values, options or a file of a sweep.
    case badSweep = "bad_sweep"
    case tooLong = "too_long"
    case notYetSupported = "not_yet_supported"

    // What only the service knows.
    /// A result's trailer on a commit that is none of our results: squashed or amended.
    case resultAmended = "result_amended"
    case unknownExecutor = "unknown_executor"
}
