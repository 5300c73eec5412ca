import Foundation
import Subprocess
import SystemPackage

/// A real program, run by a test.
package enum Program {
    package struct Failed: Error, CustomStringConvertible {
        package let description: String
    }

    /// Runs a program with its output merged; throws with that output unless it ends with 0.
    @discardableResult
    package static func run(_ words: [String], in directory: String? = nil, environment: [String: String] = [:]) async throws -> String {
        var changes: [Environment.Key: String?] = [:]
        for (name, value) in Program.environment.merging(environment, uniquingKeysWith: { $1 }) {
            changes[Environment.Key(stringLiteral: name)] = value
        }
        let result = try await Subprocess.run(
            words[0].contains("/") ? .path(FilePath(words[0])) : .name(words[0]), arguments: Arguments(Array(words.dropFirst())),
            environment: .inherit.updating(changes), workingDirectory: directory.map { FilePath($0) },
            output: .string(limit: 16 << 20), error: .combinedWithOutput)
        let text = result.standardOutput
        guard result.terminationStatus.isSuccess else {
            throw Failed(description: "\(words.joined(separator: " ")): \(result.terminationStatus)\n\(text)")
        }
        return text
    }

    /// What tests add to every program's environment: the project's own DVC first in PATH, and nobody's git settings.
    package static var environment: [String: String] {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return [
            "PATH": "\(checkout)/.venv/bin:\(path)", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_AUTHOR_NAME": "Ada",
            "GIT_AUTHOR_EMAIL": "ada@example.org", "GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@example.org",
            "DVC_NO_ANALYTICS": "1", "BUNSEN_HOOK_PATIENCE_MS": "20000",
        ]
    }

    /// The root of the checkout that these tests stand in.
    package static let checkout = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path
}
