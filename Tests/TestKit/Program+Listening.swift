import Subprocess
import SystemPackage

extension Program {
    /// Runs a server that prints its port on a line, and `body` with it; then ends the server.
    package static func listening<T: Sendable>(_ words: [String], _ body: @Sendable (Int) async throws -> T) async throws -> T {
        let result = try await Subprocess.run(
            .name(words[0]), arguments: Arguments(Array(words.dropFirst())), environment: inherited([:]), input: .none,
            output: .sequence, error: .discarded
        ) { execution -> Swift.Result<T, any Error> in
            var said = ""
            for try await piece in execution.standardOutput {
                said += String(decoding: piece.withUnsafeBytes { Array($0) }, as: UTF8.self)
                if said.contains("\n") { break }
            }
            let outcome: Swift.Result<T, any Error>
            do {
                guard let port = Int(said.trimmed) else { throw Failed(description: "no port: \(said)") }
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
