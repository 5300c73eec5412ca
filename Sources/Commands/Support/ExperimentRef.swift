import Git
import RunModel

/// A finished experiment as DVC keeps it: `refs/exps/SHA[:2]/SHA[2:]/NAME`, with the commit that it is based on in its name.
struct ExperimentRef: Sendable, Hashable {
    let ref: String
    let base: CommitSHA
    let name: String

    /// Nil for DVC's own refs below `refs/exps`, such as its queue.
    init?(_ ref: String) {
        let parts = ref.split(separator: "/", maxSplits: 4, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 5, parts[0] == "refs", parts[1] == "exps", parts[2].count == 2, !parts[4].isEmpty,
            let base = CommitSHA(parts[2] + parts[3])
        else { return nil }
        self.ref = ref
        self.base = base
        name = parts[4]
    }

    init(base: CommitSHA, name: String) {
        self.base = base
        self.name = name
        ref = "\(Self.place(of: base))\(name)"
    }

    /// Below which the experiments of a commit are.
    static func place(of base: CommitSHA) -> String { "refs/exps/\(base.text.prefix(2))/\(base.text.dropFirst(2))/" }
}

extension Git {
    /// The experiments of this repository, with the commits that they are.
    func experiments() async throws(GitError) -> [ExperimentRef: CommitSHA] {
        var found: [ExperimentRef: CommitSHA] = [:]
        for line in try await run("for-each-ref", "--format=%(objectname) %(refname)", "refs/exps/").lines {
            let words = line.split(separator: " ", maxSplits: 1).map(String.init)
            guard words.count == 2, let sha = CommitSHA(words[0]), let ref = ExperimentRef(words[1]) else { continue }
            found[ref] = sha
        }
        return found
    }

    /// Those of a remote.
    /// - Parameter base: only of this commit.
    func experiments(at remote: String, of base: CommitSHA? = nil) async throws(GitError) -> [ExperimentRef: CommitSHA] {
        let pattern = base.map { "\(ExperimentRef.place(of: $0))*" } ?? "refs/exps/*"
        var found: [ExperimentRef: CommitSHA] = [:]
        for (name, sha) in try await remoteRefs([pattern], at: remote) {
            if let ref = ExperimentRef(name) { found[ref] = sha }
        }
        return found
    }
}
