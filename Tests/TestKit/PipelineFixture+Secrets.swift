extension PipelineFixture {
    /// The directory of what ``serving(token:secrets:_:)`` keeps.
    package var secrets: String { "\(scratch.path)/secrets" }

    /// Serves the bare repository over HTTP to who has a token, while `body` runs with its address.
    ///
    /// The token is in the file `token` under ``secrets``, which this user alone reads, and so is each further secret in a file of
    /// its name.
    package func serving<T: Sendable>(
        token: String, secrets further: [String: String] = [:], _ body: @Sendable (_ url: String) async throws -> T
    ) async throws -> T {
        for (name, secret) in further.merging(["token": token], uniquingKeysWith: { $1 }) {
            try scratch.write(secret + "\n", to: "secrets/\(name)")
        }
        try await Program.run(["chmod", "-R", "go=", secrets])
        try await origin("config", "http.receivepack", "true")
        try await origin("config", "uploadpack.allowAnySHA1InWant", "true")
        return try await GitServer.serving(scratch.path, tokenFile: "\(secrets)/token") { port in
            try await body("http://127.0.0.1:\(port)/project.git")
        }
    }
}
