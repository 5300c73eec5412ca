package import RunModel

/// What became of refs that were to be made on a remote.
package struct NewRefs: Sendable {
    package enum Answer: Sendable, Equatable {
        case made
        /// It was there already, with the same commit.
        case known
        /// It is there with another commit.
        case taken
        /// The remote's own sentence.
        case refused(String)
    }

    /// By ref.
    package let answers: [String: Answer]
    /// What the remote's hooks printed, line by line.
    package let said: [String]
}

extension Git {
    /// Makes refs on a remote in one push, each by itself: one that is there already is never moved.
    package func make(_ refs: [(ref: String, commit: CommitSHA)], at url: String) async throws(GitError) -> NewRefs {
        let arguments =
            ["push", "--porcelain", "--no-verify"] + refs.map { "--force-with-lease=\($0.ref):" } + ["--", url]
            + refs.map { "\($0.commit):\($0.ref)" }
        let output = try await attempt(arguments)
        var answers: [String: NewRefs.Answer] = [:]
        for (ref, _) in refs {
            // FLAG TAB FROM:TO TAB SUMMARY (git-push(1), OUTPUT)
            guard let line = output.lines.first(where: { $0.contains(":\(ref)\t") }), let flag = line.first else { continue }
            let reason = line.split(separator: "\t").last.map(String.init) ?? ""
            switch flag {
            case "=": answers[ref] = .known
            case "!": answers[ref] = reason.contains("stale info") ? .taken : .refused(reason)
            default: answers[ref] = .made
            }
        }
        // Nothing was said of any: it was not for a ref's sake that the push failed.
        guard !answers.isEmpty else { throw GitError(arguments: arguments, output: output) }
        let said = output.standardError.split(separator: "\n").filter { $0.hasPrefix("remote:") }
            .map { $0.dropFirst("remote:".count).drop { $0 == " " } }.filter { !$0.isEmpty }.map(String.init)
        return NewRefs(answers: answers, said: said)
    }
}
