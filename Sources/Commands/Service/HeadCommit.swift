import Git
import RunModel

/// A branch's head as its own repository has it, fetched without its history.
enum HeadCommit {
    static func read(
        _ sha: CommitSHA, of branch: BranchName, in project: ProjectSettings, _ state: StateDirectory, deadline: Duration = .seconds(8)
    ) async throws -> CommitMessage {
        let directory = try await ForgeAccess.repository("\(state.repositories)/heads.git")
        let git = try ForgeAccess.git(project, directory: directory, deadline: deadline)
        if let known = try? await CommitMessage.read(sha, in: directory) { return known }
        try await git.run("fetch", "--quiet", "--no-tags", "--depth=1", "--filter=blob:limit=64k", "--", project.url, branch.ref)
        return try await CommitMessage.read(sha, in: directory)
    }
}
