import Foundation
import Git
import RunModel

/// A bare repository for looking at a remote's commits, gone when the work with it is done.
enum ScratchRepository {
    /// - Parameters:
    ///   - hash: an object of the remote, whose kind of names the repository takes.
    ///   - deadline: for each call of git.
    static func with<T: Sendable>(
        _ project: ProjectSettings?, like hash: CommitSHA, deadline: Duration = .seconds(600), _ work: (Git) async throws -> T
    ) async throws -> T {
        let path = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
            .appending(path: "bunsen-gc-\(UUID().uuidString.prefix(8).lowercased())").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let format = hash.text.utf8.count == 64 ? ["--object-format=sha256"] : []
        try await Git().run(["init", "--quiet", "--bare"] + format + ["--", path])
        return try await work(try ForgeAccess.git(project, directory: path, deadline: deadline))
    }
}
