/// What one commit message asks for.
///
/// Each directive is `:PREFIX_NAME:` at the very start of its own line; mid-line, indented or in prose it is none.
/// Two layers: the lexical one fills the values and ``errors`` and knows nothing of DVC; the layer of meaning adds to
/// ``diagnostics`` what DVC or a run would not accept. A message with any diagnostic starts nothing.
package struct Directives: Sendable, Equatable {
    /// An `ACME_RUN` line is there; it alone triggers.
    package var run = false
    /// Its arguments as written.
    package var args: [String] = []
    /// The arguments in today's DVC: `--params` has become `--set-param`.
    package var dvcArgs: [String] = []
    package var experiment = false
    /// Nil if absent or wrong, as are all values below.
    package var gpus: Int?
    package var memoryMiB: Int?
    package var vcpus: Int?
    package var timeoutSeconds: Int?
    /// The executor or queue, by name.
    package var on: String?
    package var sweep: String?
    /// Several runs are asked for: by an `ACME_SWEEP` line or by a parameter with several values.
    package internal(set) var asksForSweep = false
    /// Lexical errors, in the order of ``DirectiveKeyword``'s cases, then `missing_run`.
    package var errors: [DirectiveError] = []
    /// Every mistake, lexical and of meaning, in the order of the lines; those without a line come last.
    package var diagnostics: [Diagnostic] = []

    /// Reads a commit message; none makes it fail. `prefix` is what ``isValidPrefix(_:)`` accepts.
    package init(message: String, prefix: String = "ACME") {
        var parser = DirectiveParser(message: message, prefix: prefix)
        parser.parse()
        self = parser.result
    }

    init() {}

    /// Any directive at all; a line that only resembles one does not count.
    package var isPresent: Bool { run || !errors.isEmpty }

    /// A run is asked for, and nothing is wrong with it.
    package var isRunnable: Bool { run && diagnostics.isEmpty }

    /// The arguments as DVC would understand them.
    package var arguments: DVCArguments { DVCArguments(dvcArgs, experiment: experiment) }

    /// How many runs the sweep has, as far as the message tells; nil where it asks for none, or is wrong.
    package var sweepInWords: String? {
        guard isRunnable, asksForSweep else { return nil }
        if let file = sweepOptions.file { return "A sweep: sweeps/\(file).yaml of the commit says what it tries." }
        guard let plan = try? SweepPlan(arguments, most: sweepOptions.most) else { return nil }
        return "A sweep of \(Figures.count(plan.members.count, "run"))."
    }

    /// What the `ACME_SWEEP` line says; a word that is wrong is in ``diagnostics`` and not here.
    package var sweepOptions: SweepOptions {
        var problems: [String] = []
        return SweepOptions(sweep ?? "", problems: &problems)
    }

    /// `[A-Z][A-Z0-9_]*`
    package static func isValidPrefix(_ prefix: String) -> Bool {
        guard let first = prefix.utf8.first, (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first) else { return false }
        return prefix.utf8.allSatisfy { $0.isIdentifierByte && !(UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
    }
}
