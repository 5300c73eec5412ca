import Foundation
import Git
import RunModel

/// What a pushed commit says: its message, its author, when it was made, and what its `.bunsen.yaml` asks for.
struct CommitMessage: Sendable {
    let text: String
    let author: String
    let committedAt: Date
    let resources: ResourceDefaults

    /// Reads a commit that the repository in `directory` has.
    static func read(_ sha: CommitSHA, in directory: String) async throws(GitError) -> CommitMessage {
        // A service may read repositories of other users: it runs nothing that they hold.
        let git = Git(directory: directory, deadline: .seconds(20), configuration: ["safe.directory=*", "log.showSignature=false"])
        let output = try await git.run("log", "-1", "--no-mailmap", "--encoding=UTF-8", "--format=%ct%n%an%n%B", sha.text, "--")
        let parts = output.standardOutput.utf8.split(separator: 10, maxSplits: 2, omittingEmptySubsequences: false).map { String($0) ?? "" }
        let file = try await git.attempt("cat-file", "blob", "\(sha):.bunsen.yaml")
        // Mistakes in it are the job's to tell, as the run's reason.
        let settings = file.status == 0 ? try? RepositoryFile.read(Array(file.standardOutput.utf8)) : nil
        return CommitMessage(
            text: parts.count > 2 ? parts[2] : "", author: parts.count > 1 ? parts[1] : "",
            committedAt: Date(timeIntervalSince1970: Double(parts.first ?? "") ?? 0), resources: settings?.resources ?? ResourceDefaults())
    }
}
