import DVC
import Foundation
import RunModel

/// A DVC driver for a command that works in the user's own clone, with the user's own environment.
struct LookingDriver {
    /// The `dvc` program: a name to look up in PATH, or a path.
    let dvc: String

    /// Runs `body` with a session and a directory for replies, which is removed afterwards.
    ///
    /// - Throws: `Failure` for what DVC says, and what `body` throws.
    func run<T: Sendable>(_ body: @escaping @Sendable (DVCSession, _ scratch: String) async throws -> T) async throws -> T {
        let scratch = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
            .appending(path: "bunsen-dvc-\(UUID().uuidString.prefix(8).lowercased())").path
        try FileManager.default.createDirectory(
            atPath: scratch, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        let environment = ProcessInfo.processInfo.environment
        do {
            let launch = DVCLaunch(
                program: try DVCProgram.find(dvc, searchPath: environment["PATH"] ?? SearchPath.usual), files: "\(scratch)/driver",
                wrapper: [], environment: environment, nonce: UUID().uuidString.lowercased())
            return try await DVCSession.run(launch, events: { _ in }) { try await body($0, scratch) }
        } catch let error as DVCError {
            throw error.failure
        }
    }
}
