import Foundation
import Subprocess
import SystemPackage

/// Authenticated git over HTTP on loopback, from `scripts/services/git_http.py`.
package enum GitServer {
    /// Serves the repositories of `directory` to who has the token in `tokenFile`, while `body` runs with the port.
    package static func serving<T: Sendable>(
        _ directory: String, tokenFile: String, _ body: @Sendable (Int) async throws -> T
    ) async throws -> T {
        let script = "\(Program.checkout)/scripts/services/git_http.py"
        let result = try await Subprocess.run(
            .name("python3"), arguments: [script, directory, tokenFile], environment: Program.inherited([:]), input: .none,
            output: .sequence, error: .discarded
        ) { execution -> Swift.Result<T, any Error> in
            var said = ""
            for try await piece in execution.standardOutput {
                said += String(decoding: piece.withUnsafeBytes { Array($0) }, as: UTF8.self)
                if said.contains("\n") { break }
            }
            let outcome: Swift.Result<T, any Error>
            do {
                guard let port = Int(said.trimmed) else { throw Program.Failed(description: "no port: \(said)") }
                outcome = .success(try await body(port))
            } catch {
                outcome = .failure(error)
            }
            try? execution.send(signal: .terminate)
            return outcome
        }
        return try result.closureResult.get()
    }
}
