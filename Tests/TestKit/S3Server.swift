/// An S3 on loopback, with one bucket in it: moto's server.
package enum S3Server {
    package static let bucket = "data"
    /// What a client of it needs in its environment.
    package static let environment = MotoServer.environment

    /// Runs `body` with the server's address.
    package static func serving<T: Sendable>(_ body: @Sendable (String) async throws -> T) async throws -> T {
        try await MotoServer.serving { address in
            try await Program.run(["curl", "-sf", "-o", "/dev/null", "-X", "PUT", "\(address)/\(bucket)"])
            return try await body(address)
        }
    }
}
