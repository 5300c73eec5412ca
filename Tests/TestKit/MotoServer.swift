import Foundation
import Subprocess

/// AWS on loopback, as far as moto has it (`scripts/services/aws.py`). Batch answers that every job has succeeded, at once.
package enum MotoServer {
    /// What a client of it needs in its environment.
    package static let environment = [
        "AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_DEFAULT_REGION": "us-east-1",
    ]

    /// Runs `body` with the server's address.
    package static func serving<T: Sendable>(_ body: @Sendable (String) async throws -> T) async throws -> T {
        let port = FreePort.find()
        let address = "http://127.0.0.1:\(port)"
        let result = try await Subprocess.run(
            .name("python3"), arguments: ["\(Program.checkout)/scripts/services/aws.py", "\(port)"],
            environment: Program.inherited(environment), input: .none, output: .discarded, error: .discarded
        ) { execution -> Swift.Result<T, any Error> in
            let outcome: Swift.Result<T, any Error>
            do {
                try await eventually("moto answers", within: .seconds(60)) {
                    try await Program.result(["curl", "-sf", "-o", "/dev/null", "\(address)/moto-api/"]).code == 0
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
