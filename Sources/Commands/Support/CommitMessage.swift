import Foundation
import Git
import RunModel

/// What a commit object says: its message, its author, and when it was made.
struct CommitMessage: Sendable {
    let text: String
    let author: String
    let committedAt: Date

    /// Reads a commit that the repository in `directory` has.
    static func read(_ sha: CommitSHA, in directory: String) async throws(GitError) -> CommitMessage {
        // A service may read repositories of other users: it runs nothing that they hold.
        let git = Git(directory: directory, deadline: .seconds(20), configuration: ["safe.directory=*", "log.showSignature=false"])
        let output = try await git.run("log", "-1", "--no-mailmap", "--encoding=UTF-8", "--format=%ct%n%an%n%B", sha.text, "--")
        let parts = output.standardOutput.utf8.split(separator: 10, maxSplits: 2, omittingEmptySubsequences: false).map { String($0) ?? "" }
        return CommitMessage(
            text: parts.count > 2 ? parts[2] : "", author: parts.count > 1 ? parts[1] : "",
            committedAt: Date(timeIntervalSince1970: Double(parts.first ?? "") ?? 0))
    }
}
