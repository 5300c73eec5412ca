package import RunModel

/// `refs/notes/bunsen`: one note a commit, one line of JSON a run.
///
/// Many jobs write this one ref at once; each fetches it, adds its line, and pushes with a lease until nobody was faster.
package struct Notes: Sendable {
    package static let ref = "refs/notes/bunsen"
    private let git: Git
    private let url: String
    private let identity: CommitIdentity

    /// - Parameter git: any repository to work in; no object of the annotated commits is needed there.
    package init(git: Git, url: String, identity: CommitIdentity) {
        self.git = git
        self.url = url
        self.identity = identity
    }

    /// The lines of a commit's note; none where it has none.
    /// - Parameter name: of the local ref that is worked on; nobody else may use it at the same time.
    package func lines(on commit: CommitSHA, as name: String) async throws(GitError) -> [String] {
        try await lines(on: [commit], as: name)[commit] ?? []
    }

    /// The same of several, for one look at the remote.
    package func lines(on commits: [CommitSHA], as name: String) async throws(GitError) -> [CommitSHA: [String]] {
        guard try await git.remoteRef(Self.ref, at: url) != nil else { return [:] }
        let local = "refs/notes/bunsen-\(name)"
        try await git.run("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--", url, "+\(Self.ref):\(local)")
        var lines: [CommitSHA: [String]] = [:]
        for commit in commits {
            let found = try await git.attempt("notes", "--ref=\(local)", "show", commit.text)
            if found.status == 0 { lines[commit] = found.lines }
        }
        await forget(local)
        return lines
    }

    /// Sets the line of one run in the notes of some commits, in one notes commit.
    package func set(line: String, run: RunID, on commits: [CommitSHA]) async throws(GitError) {
        try await set(line: line, replacing: "\"run\":\"\(run)\"", as: run.text, on: commits)
    }

    /// Sets a line in place of the one that contains `mark`.
    /// - Parameter name: of the local ref that is worked on; nobody else may use it at the same time.
    package func set(line: String, replacing mark: String, as name: String, on commits: [CommitSHA]) async throws(GitError) {
        var last: GitError?
        for _ in 0..<12 {
            let old = try await git.remoteRef(Self.ref, at: url)
            // git takes notes only from below refs/notes.
            let local = "refs/notes/bunsen-\(name)"
            if old != nil {
                try await git.run("fetch", "--quiet", "--no-tags", "--", url, "+\(Self.ref):\(local)")
            } else {
                _ = try await git.attempt("update-ref", "-d", local)
            }
            var unchanged = true
            for commit in commits {
                let there = try await git.attempt("notes", "--ref=\(local)", "show", commit.text)
                var lines = there.status == 0 ? there.lines : []
                if let index = lines.firstIndex(where: { $0.contains(mark) }) {
                    if lines[index] == line { continue }
                    lines[index] = line
                } else {
                    lines.append(line)
                }
                unchanged = false
                try await writer.run(
                    "notes", "--ref=\(local)", "add", "--force", "--file=-", commit.text,
                    input: lines.joined(separator: "\n") + "\n")
            }
            if unchanged { return await forget(local) }
            switch try await git.swap(Self.ref, at: url, from: old?.text, to: local) {
            case .done: return await forget(local)
            case .stale: continue
            case .refused(let reason):
                last = GitError(arguments: ["push", Self.ref], kind: .denied, message: reason)
                throw last ?? GitError(arguments: ["push"], kind: .other, message: reason)
            }
        }
        throw last ?? GitError(arguments: ["push", Self.ref], kind: .other, message: "others were faster twelve times")
    }

    /// Notes are kept where they belong: here they would gather, one ref a run.
    private func forget(_ local: String) async { _ = try? await git.attempt("update-ref", "-d", local) }

    private var writer: Git {
        git.with([
            "GIT_AUTHOR_NAME": identity.name, "GIT_AUTHOR_EMAIL": identity.email,
            "GIT_COMMITTER_NAME": identity.name, "GIT_COMMITTER_EMAIL": identity.email,
        ])
    }
}
