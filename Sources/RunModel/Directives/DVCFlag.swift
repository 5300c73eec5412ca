/// A flag of `dvc repro` or `dvc exp run`, and what becomes of it in a run.
package struct DVCFlag: Sendable, Equatable {
    package enum Command: Sendable { case both, repro, experiment }

    package enum Use: Sendable, Equatable {
        /// Handed to `dvc repro` as it is.
        case passed
        /// The run does itself what `dvc exp run` would do with it.
        case handled
        /// Never handed on, whatever its value: why, and what to write instead.
        case refused(why: String, instead: String? = nil)
    }

    /// With its dashes: `--force`.
    package let long: String
    package var short: Character?
    package var takesValue = false
    package var command = Command.both
    package let use: Use

    /// The flag with a placeholder for its value.
    package var example: String {
        switch long {
        case "--set-param": "-S NAME=VALUE"
        case "--name": "-n NAME"
        case "--message": "-m 'TEXT'"
        default: takesValue ? "\(long) VALUE" : long
        }
    }

    package var isRefused: Bool {
        if case .refused = use { true } else { false }
    }

    func belongs(to experiment: Bool) -> Bool {
        switch command {
        case .both: true
        case .repro: !experiment
        case .experiment: experiment
        }
    }
}
