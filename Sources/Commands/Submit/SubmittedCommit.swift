import DVC
import Foundation
import Git
import RunModel

/// A queued experiment as a commit that asks for its run: on its base, with the work tree that it was queued with.
struct SubmittedCommit: Sendable {
    let entry: QueuedExperiments.Entry
    let sha: CommitSHA
    let message: String
    /// Files that say which data there is, and that the base has otherwise.
    let data: [String]
    let branch: BranchName

    /// Made of the same entry, it is the same commit each time: whatever is pushed twice, runs once.
    static func make(_ entry: QueuedExperiments.Entry, message: String, in clone: WorkingClone) async throws -> SubmittedCommit {
        guard let branch = BranchName(ExperimentRef(base: entry.queued.base, name: entry.name).branch) else {
            throw CommandFailure(
                .usage, code: "bad_name", "“\(Terminal.plain(entry.name))” cannot be the end of a branch's name.",
                remedy: "Queue the experiment under another: `dvc exp run --queue -n NAME`.")
        }
        let scratch = FileManager.default.temporaryDirectory.appending(path: "bunsen-index-\(UUID().uuidString.prefix(8).lowercased())")
            .path
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        let (queued, base) = (entry.queued.rev.text, entry.queued.base.text)
        let date = try await clone.git.run("log", "-1", "--format=@%ct +0000", queued, "--").text
        // An index of its own: the clone's stays as it is.
        let git = clone.git.with(["GIT_INDEX_FILE": scratch, "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date])
        try await git.run("read-tree", queued)
        let own = try await git.run("ls-files", "-z").standardOutput.split(separator: "\0").filter { isDVCsOwn($0) }
        if !own.isEmpty {
            try await git.run("update-index", "-z", "--force-remove", "--stdin", input: own.map { $0 + "\0" }.joined())
        }
        let tree = try await git.run("write-tree").text
        let commit = try await git.run("commit-tree", tree, "-p", base, "-F", "-", input: message).text
        guard let sha = CommitSHA(commit) else { throw Malformed(what: "commit", text: commit) }
        let changed = try await git.run("diff-tree", "-r", "-z", "--name-only", "--no-renames", base, commit).standardOutput
            .split(separator: "\0").map(String.init)
        return SubmittedCommit(entry: entry, sha: sha, message: message, data: changed.filter { $0.hasSuffix(".dvc") }, branch: branch)
    }

    /// What DVC keeps in the stash for itself: the arguments that the experiment was queued with.
    private static func isDVCsOwn(_ path: Substring) -> Bool { path.hasPrefix(".dvc/tmp/") || path.contains("/.dvc/tmp/") }

    /// The message without its directives: what the experiment changes, and what it was made of.
    static func message(_ entry: QueuedExperiments.Entry) -> (subject: String, trailers: String) {
        let changes = entry.changes.isEmpty ? "" : ": \(entry.changes.joined(separator: ", "))"
        // No line of a parameter's can become one of ours.
        let subject = PlainText.cut(PlainText.line("Experiment \(entry.name)\(changes)"), to: 100)
        return (subject, "\(SubmittedRecords.base): \(entry.queued.base)\n\(SubmittedRecords.queued): \(entry.queued.rev)\n")
    }
}
