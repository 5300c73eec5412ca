import Foundation
import Subprocess
import SystemPackage

extension Program {
    /// What a program came to; its exit code is data.
    package struct Result: Sendable {
        package let code: Int
        package let output: String
        package let error: String

        /// The output as one JSON value of a type.
        package func json<T: Decodable>(_ type: T.Type = T.self) throws -> T {
            do {
                return try JSONDecoder().decode(type, from: Data(output.utf8))
            } catch {
                throw Failed(description: "no JSON for \(type): \(error)\n\(output)\n\(self.error)")
            }
        }
    }

    package static func result(_ words: [String], in directory: String? = nil, environment: [String: String] = [:], input: String = "")
        async throws -> Result
    {
        let result = try await Subprocess.run(
            words[0].contains("/") ? .path(FilePath(words[0])) : .name(words[0]), arguments: Arguments(Array(words.dropFirst())),
            environment: inherited(environment), workingDirectory: directory.map { FilePath($0) }, input: .string(input),
            output: .string(limit: 16 << 20), error: .string(limit: 16 << 20))
        let code: Int
        switch result.terminationStatus {
        case .exited(let status): code = Int(status)
        case .signaled(let signal): code = 128 + Int(signal)
        }
        return Result(code: code, output: result.standardOutput, error: result.standardError)
    }

    /// Our own environment with what every test adds.
    static func inherited(_ further: [String: String]) -> Environment {
        var changes: [Environment.Key: String?] = ["BUNSEN_STATE": nil, "BUNSEN_REQUIRE_ALL": nil]
        for (name, value) in Program.environment.merging(further, uniquingKeysWith: { $1 }) {
            changes[Environment.Key(stringLiteral: name)] = value
        }
        return .inherit.updating(changes)
    }
}
