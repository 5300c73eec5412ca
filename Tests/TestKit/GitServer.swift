/// Authenticated git over HTTP on loopback, from `scripts/services/git_http.py`.
package enum GitServer {
    /// Serves the repositories of `directory` to who has the token in `tokenFile`, while `body` runs with the port.
    package static func serving<T: Sendable>(
        _ directory: String, tokenFile: String, _ body: @Sendable (Int) async throws -> T
    ) async throws -> T {
        try await Program.listening(["python3", "\(Program.checkout)/scripts/services/git_http.py", directory, tokenFile], body)
    }
}
