import Foundation
import Subprocess

/// An S3 on loopback, with one bucket in it: moto's server.
package enum S3Server {
    package static let bucket = "data"
    /// What a client of it needs in its environment.
    package static let environment = [
        "AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_DEFAULT_REGION": "us-east-1",
    ]

    /// Runs `body` with the server's address.
    package static func serving<T: Sendable>(_ body: @Sendable (String) async throws -> T) async throws -> T {
        let port = FreePort.find()
        let address = "http://127.0.0.1:\(port)"
        let result = try await Subprocess.run(
            .name("moto_server"), arguments: ["-H", "127.0.0.1", "-p", "\(port)"], environment: Program.inherited(environment),
            input: .none, output: .discarded, error: .discarded
        ) { execution -> Swift.Result<T, any Error> in
            let outcome: Swift.Result<T, any Error>
            do {
                try await eventually("S3 answers", within: .seconds(60)) {
                    try await Program.result(["curl", "-sf", "-o", "/dev/null", "-X", "PUT", "\(address)/\(bucket)"]).code == 0
                }
                outcome = .success(try await body(address))
            } catch {
                outcome = .failure(error)
            }
            try? execution.send(signal: .kill)
            return outcome
        }
        return try result.closureResult.get()
    }
}
