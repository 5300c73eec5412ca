/// A place that credentials come from.
package protocol CredentialsSource: Sendable {
    /// Fresh ones; nil where this place is not set up at all, so that the next one is asked.
    ///
    /// - Throws: ``CredentialsError`` where it is set up, and gives none; `CancellationError`.
    func load() async throws -> AWSCredentials?
}

/// Why there are no credentials, in one sentence that says what to do. Holds nothing that is secret.
package struct CredentialsError: Error, Sendable, Equatable, CustomStringConvertible {
    package let message: String
    package var description: String { message }

    init(_ message: String) { self.message = OneLine.cut(message) }
}

/// Credentials that somebody has at hand.
package struct FixedCredentials: CredentialsSource {
    private let credentials: AWSCredentials

    package init(_ credentials: AWSCredentials) { self.credentials = credentials }

    package func load() async throws -> AWSCredentials? { credentials }
}
