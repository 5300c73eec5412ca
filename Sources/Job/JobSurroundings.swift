package import FoundationEssentials
package import RunModel

/// All that a job takes from outside: time, environment, the token, and how `.bunsen.yaml` is read.
package struct JobSurroundings: Sendable {
    package var now: @Sendable () -> Date
    package var environment: [String: String]
    package var token: Secret?
    /// Reads `.bunsen.yaml`; throws a ``Failure`` that names file, line and key.
    package var readRepositoryFile: @Sendable (_ bytes: [UInt8]) throws -> RepositorySettings
    package var afterStep: @Sendable (JobStep) -> Void
    /// Where the work of a failed attempt is put; nil: it stays on the machine.
    package var failedWork: FailedWorkPlace?

    package init(
        now: @escaping @Sendable () -> Date, environment: [String: String], token: Secret?,
        readRepositoryFile: @escaping @Sendable ([UInt8]) throws -> RepositorySettings,
        afterStep: @escaping @Sendable (JobStep) -> Void = { _ in }, failedWork: FailedWorkPlace? = nil
    ) {
        self.now = now
        self.environment = environment
        self.token = token
        self.readRepositoryFile = readRepositoryFile
        self.afterStep = afterStep
        self.failedWork = failedWork
    }
}
