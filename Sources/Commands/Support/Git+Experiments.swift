import Git
import RunModel

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
    func experiments(at remote: String) async throws(GitError) -> [ExperimentRef: CommitSHA] {
        var found: [ExperimentRef: CommitSHA] = [:]
        for (name, sha) in try await remoteRefs(["refs/exps/*"], at: remote) {
            if let ref = ExperimentRef(name) { found[ref] = sha }
        }
        return found
    }

    /// The run that made a commit, by the trailer that every result has.
    func maker(of commit: CommitSHA) async throws(GitError) -> RunID? {
        RunID(
            try await run(
                "log", "-1", "--no-show-signature", "--format=%(trailers:key=Bunsen-Run,valueonly)", commit.text, "--"
            ).text)
    }
}
