import Git
import RunModel

/// What `bunsen submit` has sent from a clone, as refs of the clone: `refs/bunsen/submitted/QUEUED` is the commit that was made
/// of the queue entry QUEUED. Its trailers say the same to clones that have only the branch.
enum SubmittedRecords {
    /// The trailer with the commit that the experiment is based on.
    static let base = "Bunsen-Base"
    /// The trailer with the queue entry.
    static let queued = "Bunsen-Queued"

    static let place = "refs/bunsen/submitted/"

    static func keep(_ commit: CommitSHA, of queued: CommitSHA, in git: Git) async throws(GitError) {
        try await git.run("update-ref", "\(place)\(queued)", commit.text)
    }

    struct Record: Sendable, Hashable {
        let ref: String
        let commit: CommitSHA
        let base: CommitSHA
        /// The queue entry; nil of a commit that another clone has made.
        let queued: CommitSHA?
        let name: String
    }

    static func all(in git: Git) async throws(GitError) -> [Record] {
        var records: [Record] = []
        for line in try await git.run("for-each-ref", "--format=%(objectname) %(refname)", place).lines {
            let words = line.split(separator: " ", maxSplits: 1).map(String.init)
            guard words.count == 2, let sha = CommitSHA(words[0]) else { continue }
            if let record = try await read(sha, as: words[1], in: git) { records.append(record) }
        }
        return records
    }

    /// Nil for a commit that was not made by `bunsen submit`.
    static func read(_ sha: CommitSHA, as ref: String, in git: Git) async throws(GitError) -> Record? {
        let lines = try await git.run(
            "log", "-1", "--no-show-signature",
            "--format=%(trailers:key=\(base),valueonly,separator=%x20)%n%(trailers:key=\(queued),valueonly,separator=%x20)%n%s", sha.text,
            "--"
        ).standardOutput.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.count > 2, let base = CommitSHA(lines[0]) else { return nil }
        // `Experiment NAME` or `Experiment NAME: lr=0.5`; names have neither blanks nor colons (git-check-ref-format).
        let name = lines[2].split(separator: " ").dropFirst().first.map { $0.prefix { $0 != ":" } } ?? ""
        return Record(ref: ref, commit: sha, base: base, queued: CommitSHA(lines[1]), name: String(name))
    }
}
