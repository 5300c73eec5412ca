package import RunModel

/// Refs of a remote, looked at and moved by compare-and-swap.
extension Git {
    /// What a ref of the remote points to now; nil where it does not exist.
    package func remoteRef(_ ref: String, at url: String) async throws(GitError) -> CommitSHA? {
        try await remoteRefs([ref], at: url)[ref]
    }

    /// Each asked ref that exists, by its full name.
    package func remoteRefs(_ patterns: [String], at url: String) async throws(GitError) -> [String: CommitSHA] {
        let output = try await run(["ls-remote", "--", url] + patterns)
        var refs: [String: CommitSHA] = [:]
        for line in output.lines {
            let fields = line.split(separator: "\t", maxSplits: 1)
            guard fields.count == 2, let sha = CommitSHA(String(fields[0])) else { continue }
            refs[String(fields[1])] = sha
        }
        return refs
    }

    /// What the remote answered to a compare-and-swap.
    package enum Swap: Sendable, Equatable {
        case done
        /// The ref was not what it was taken for; another has moved it.
        case stale
        /// The remote would not, with its own sentence (protected branch, hook, read-only token).
        case refused(String)
    }

    /// Moves `ref` on the remote from `old` (nil: must not exist) to `new` (nil: delete), or leaves it untouched.
    package func swap(_ ref: String, at url: String, from old: String?, to new: String?) async throws(GitError) -> Swap {
        var refusal = ""
        // A lock that another push holds for a moment is no refusal.
        for pause in [100, 300, 900, 0] {
            switch try await push(ref, at: url, from: old, to: new) {
            case .refused(let sentence) where Self.maybeLocked(sentence):
                refusal = sentence
                if try await remoteRef(ref, at: url)?.text != old { return .stale }
                do { try await Task.sleep(for: .milliseconds(pause)) } catch { return .refused(sentence) }
            case let answer: return answer
            }
        }
        return .refused(refusal)
    }

    private static func maybeLocked(_ sentence: String) -> Bool {
        ["cannot lock ref", "failed to update ref", "incorrect old value", "reference already exists"].contains { sentence.contains($0) }
    }

    private func push(_ ref: String, at url: String, from old: String?, to new: String?) async throws(GitError) -> Swap {
        let arguments = [
            "push", "--porcelain", "--no-verify", "--force-with-lease=\(ref):\(old ?? "")", "--", url,
            "\(new ?? ""):\(ref)",
        ]
        let output = try await attempt(arguments)
        if output.status == 0 { return .done }
        let mark = "\t\(new ?? ""):\(ref)\t"
        for line in output.lines where line.hasPrefix("!") && line.contains(":\(ref)\t") || line.hasPrefix("!") && line.contains(mark) {
            let reason = line.split(separator: "\t").last.map(String.init) ?? ""
            if ["stale info", "fetch first", "non-fast-forward"].contains(where: { reason.contains($0) }) { return .stale }
            return .refused(Self.sentence(reason, remote: output.standardError))
        }
        throw GitError(arguments: arguments, output: output)
    }

    /// The remote's reason with what its hooks printed.
    private static func sentence(_ reason: String, remote: String) -> String {
        let said = remote.split(separator: "\n").filter { $0.hasPrefix("remote:") }
            .map { $0.dropFirst("remote:".count).drop(while: { $0 == " " }) }.filter { !$0.isEmpty }
        return ([reason] + said.suffix(5).map(String.init)).joined(separator: " – ")
    }
}
