/// The git program, in one directory, with one identity towards remotes. Each call is one process with a deadline.
package struct Git: Sendable {
    /// The work tree or bare repository; nil runs in the caller's own directory.
    package var directory: String?
    package var credential: GitCredential?
    /// The longest one call may take.
    package var deadline: Duration
    /// Sent to every call besides its own: `-c name=value`.
    package var configuration: [String]
    package var environment: [String: String]

    package init(
        directory: String? = nil, credential: GitCredential? = nil, deadline: Duration = .seconds(600),
        configuration: [String] = [], environment: [String: String] = [:]
    ) {
        self.directory = directory
        self.credential = credential
        self.deadline = deadline
        self.configuration = configuration
        self.environment = environment
    }

    /// The same repository, with other variables besides (`GIT_INDEX_FILE` …).
    package func with(_ variables: [String: String]) -> Git {
        var copy = self
        copy.environment.merge(variables) { _, new in new }
        return copy
    }

    /// Runs git; an exit code other than 0 is an error that tells what git said.
    @discardableResult
    package func run(_ arguments: String..., input: String? = nil) async throws(GitError) -> GitOutput {
        try await run(arguments, input: input)
    }

    @discardableResult
    package func run(_ arguments: [String], input: String? = nil) async throws(GitError) -> GitOutput {
        let output = try await attempt(arguments, input: input)
        guard output.status == 0 else { throw GitError(arguments: arguments, output: output) }
        return output
    }

    /// Runs git; the exit code is data. Throws only where git could not be started or took too long.
    package func attempt(_ arguments: String..., input: String? = nil) async throws(GitError) -> GitOutput {
        try await attempt(arguments, input: input)
    }

    package func attempt(_ arguments: [String], input: String? = nil) async throws(GitError) -> GitOutput {
        let call = GitCall(git: self, arguments: arguments, input: input)
        do {
            return try await withDeadline(deadline) { try await call.execute() }
        } catch let error as GitError {
            throw error
        } catch is DeadlineExceeded {
            throw GitError(arguments: arguments, kind: .timeout, message: "no answer within \(deadline)")
        } catch {
            throw GitError(arguments: arguments, kind: .notStarted, message: "\(error)")
        }
    }
}

/// What one call of git gave.
package struct GitOutput: Sendable, Equatable {
    package let status: Int
    package let standardOutput: String
    package let standardError: String

    /// Standard output without the line ends at its end.
    package var text: String {
        var text = Substring(standardOutput)
        while let last = text.last, last.isNewline { text.removeLast() }
        return String(text)
    }

    package var lines: [String] { text.isEmpty ? [] : text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
}
