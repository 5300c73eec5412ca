package import RunModel

/// DVC, or the driver that runs it, could not do it.
package struct DVCError: Error, Sendable, CustomStringConvertible {
    package enum Kind: String, Sendable {
        /// A program of the repository's own that cannot be started.
        case badCommand = "bad_command"
        /// No `dvc` program, or one that is not a Python script.
        case notInstalled = "not_installed"
        case invalidPipeline = "invalid_pipeline"
        case notADVCRepository = "not_a_dvc_repo"
        case badArguments = "bad_arguments"
        case badParameter = "bad_param"
        case driver
        case other = "dvc_error"
    }

    package let kind: Kind
    package let message: String

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    package var description: String { message }

    package var failure: Failure {
        switch kind {
        case .badCommand:
            Failure(
                .misconfigured, "The repository's own command cannot be started: \(message).",
                remedy: "Mend `commands` in `.bunsen.yaml`, or the script: it has to be there, executable, and begin with `#!`.")
        case .notInstalled:
            Failure(.misconfigured, message, remedy: "Install DVC for the service's user, or set `dvc:` to its path.")
        case .invalidPipeline:
            Failure(
                .misconfigured, "DVC cannot read the pipeline: \(message)",
                remedy: "Mend the file at this commit and push again; `dvc stage list` shows the same message.")
        case .notADVCRepository:
            Failure(
                .misconfigured, "There is no DVC project at this commit: \(message)",
                remedy: "Run `dvc init` and commit `.dvc/`, or set `dvc_root` in `.bunsen.yaml`.")
        case .badArguments:
            Failure(.misconfigured, "DVC does not take these arguments: \(message)", remedy: "Correct the line after `:ACME_RUN:`.")
        case .badParameter:
            Failure(.misconfigured, "A parameter cannot be set: \(message)", remedy: "Correct the `-S` of the directive.")
        case .driver, .other:
            Failure(.internalError, "DVC failed: \(message)", remedy: "Look at the run's log: `bunsen runs logs`.")
        }
    }
}
