import AWS
import Foundation
import Glibc
import Subprocess
import SystemPackage

/// docker or podman, whichever is here.
struct ContainerTool {
    enum Kind: String, CaseIterable { case docker, podman }

    let kind: Kind
    let path: String

    /// - Parameter named: what somebody wants; nil: docker, or else podman.
    /// - Returns: nil where it is not here.
    static func find(_ named: Kind?, environment: [String: String]) -> ContainerTool? {
        let folders = (environment["PATH"] ?? "").split(separator: ":")
        for kind in named.map({ [$0] }) ?? Kind.allCases {
            if let folder = folders.first(where: { access("\($0)/\(kind.rawValue)", X_OK) == 0 }) {
                return ContainerTool(kind: kind, path: "\(folder)/\(kind.rawValue)")
            }
        }
        return nil
    }

    static func kind(_ text: String) throws(CommandFailure) -> Kind {
        guard let kind = Kind(rawValue: text) else {
            throw CommandFailure(
                .usage, code: "unknown_tool", "--tool “\(Terminal.plain(text))” is no tool for images.", remedy: "docker or podman.")
        }
        return kind
    }

    /// Runs it; what it says goes to standard error, so that standard output stays the command's own.
    ///
    /// - Throws: ``CommandFailure`` unless it ends with 0.
    func run(_ words: [String], environment: [String: String] = [:]) async throws {
        var changes: [Environment.Key: String?] = [:]
        for (name, value) in environment { changes[Environment.Key(stringLiteral: name)] = value }
        let result = try await Subprocess.run(
            .path(FilePath(path)), arguments: Arguments(words), environment: .inherit.updating(changes), input: .none,
            output: .fileDescriptor(.standardError, closeAfterSpawningProcess: false),
            error: .fileDescriptor(.standardError, closeAfterSpawningProcess: false))
        guard result.terminationStatus.isSuccess else {
            throw CommandFailure(
                .failed, code: "\(kind.rawValue)_failed",
                "\(kind.rawValue) \(words.joined(separator: " ")) failed (\(result.terminationStatus)).",
                remedy: "What it says of that is above.")
        }
    }

    /// Sends an image to a registry. The login lies in a file of its own that is gone afterwards: nothing of it is among the
    /// arguments, nor among what the tool keeps.
    func push(_ local: String, to remote: String, _ login: RegistryLogin) async throws {
        let place = FileManager.default.temporaryDirectory.appending(path: "bunsen-login-\(UUID().uuidString)").path
        guard mkdir(place, 0o700) == 0 else {
            throw CommandFailure(
                .failed, code: "no_directory", "\(place) cannot be made: \(String(cString: strerror(errno))).", remedy: "Set TMPDIR.")
        }
        defer { try? FileManager.default.removeItem(atPath: place) }
        let content = try JSONEncoder().encode(["auths": [login.host: ["auth": login.reveal()]]])
        try DurableFile.write(content, to: "\(place)/config.json", mode: 0o600)
        switch kind {
        case .docker:
            try await run(["tag", local, remote])
            // Contexts lie in the directory that is replaced: where the engine is has to be said.
            try await run(["--config", place, "push", remote], environment: try await engine())
        case .podman: try await run(["push", "--authfile", "\(place)/config.json", local, remote])
        }
    }

    private func engine() async throws -> [String: String] {
        guard ProcessInfo.processInfo.environment["DOCKER_HOST"] == nil else { return [:] }
        let result = try await Subprocess.run(
            .path(FilePath(path)), arguments: ["context", "inspect", "--format", "{{.Endpoints.docker.Host}}"], input: .none,
            output: .string(limit: 65_536), error: .discarded)
        let host = result.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines)
        return result.terminationStatus.isSuccess && !host.isEmpty ? ["DOCKER_HOST": host] : [:]
    }
}
