package import RunModel

/// git could not do it.
package struct GitError: Error, Sendable, CustomStringConvertible {
    package enum Kind: String, Sendable {
        /// The network class: host unknown, refused, reset, timed out on the way.
        case unreachable
        case denied
        case noSuchRepository = "no_such_repository"
        case noSpace = "no_space"
        case timeout
        case notStarted = "not_started"
        case other
    }

    package let arguments: [String]
    package let kind: Kind
    package let message: String

    package init(arguments: [String], kind: Kind, message: String) {
        self.arguments = arguments
        self.kind = kind
        self.message = message
    }

    package init(arguments: [String], output: GitOutput) {
        self.arguments = arguments
        let said = output.standardError.split(separator: "\n").map(String.init)
        message = said.suffix(8).joined(separator: " / ")
        kind = Self.kind(of: output.standardError)
    }

    /// git has no codes for these; its English sentences (LC_ALL=C) are stable enough to have been matched for years.
    static func kind(of text: String) -> Kind {
        let lower = text.lowercased()
        func says(_ phrases: String...) -> Bool { phrases.contains { lower.contains($0) } }
        if says("no space left on device", "disk quota exceeded") { return .noSpace }
        if says(
            "could not resolve host", "connection refused", "connection timed out", "connection reset",
            "network is unreachable", "failed to connect", "early eof", "remote end hung up", "operation timed out",
            "returned error: 5", "couldn't connect", "connection closed", "broken pipe", "recv failure", "send failure",
            "empty reply from server", "unexpected disconnect")
        {
            return .unreachable
        }
        if says(
            "authentication failed", "could not read username", "could not read password", "permission denied",
            "returned error: 403", "returned error: 401", "access denied", "invalid credentials")
        {
            return .denied
        }
        if says(
            "does not appear to be a git repository", "repository not found", "' not found", "does not exist",
            "could not read from remote repository")
        {
            return .noSuchRepository
        }
        return .other
    }

    package var description: String { "git \(arguments.prefix(3).joined(separator: " ")): \(message)" }

    /// What this means for a run that needed the call: `task` says what for, e.g. “fetching the commit”.
    package func failure(task: String) -> Failure {
        let said = "\(task) failed: git \(arguments.first ?? "") said “\(message)”."
        switch kind {
        case .unreachable, .timeout:
            return Failure(.unreachable, said, remedy: "Bunsen tries again by itself; look at the git host if it stays so.")
        case .denied:
            return Failure(.accessDenied, said, remedy: "Give the service's git user or token the right to read and write here.")
        case .noSuchRepository:
            return Failure(.accessDenied, said, remedy: "Check the project's url, and that the service may see the repository.")
        case .noSpace:
            return Failure(.diskFull, said, remedy: "Free space on the disk that holds the service's state, then `bunsen runs retry`.")
        case .notStarted:
            return Failure(.internalError, said, remedy: "Run `bunsen doctor` on the machine that runs the job.")
        case .other where message.contains("dubious ownership"):
            return Failure(
                .accessDenied, said,
                remedy: "The repository belongs to another user: git config --system --add safe.directory PATH, on the service's machine.")
        case .other:
            return Failure(.internalError, said, remedy: "Look at the run's log: `bunsen runs logs`.")
        }
    }
}
