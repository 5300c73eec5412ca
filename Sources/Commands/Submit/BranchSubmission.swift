import Foundation
import Git
import RunModel

/// Sends commits as branches of `origin`: the first, then, if that is wanted, the rest.
struct BranchSubmission {
    let clone: WorkingClone
    let progress: Terminal
    /// Whether the rest is to follow.
    let goesOn: (_ rest: Int) -> Bool
    /// GitLab calls no hook for a push of more than three branches.
    private static let atOnce = 3

    func send(_ commits: [SubmittedCommit]) async throws -> [SubmitDocument.Experiment] {
        let there = try await branches(commits)
        var sent = commits.filter { there[$0.branch.ref] == $0.sha }.map { known($0) }
        var rest = commits.filter { there[$0.branch.ref] != $0.sha }
        if let first = rest.first {
            sent += try await push([first])
            rest.removeFirst()
        }
        guard !rest.isEmpty else { return sent }
        guard sent.last?.state != .refused, goesOn(rest.count) else {
            return sent + rest.map { SubmitDocument.Experiment($0, branch: $0.branch.text, state: .left) }
        }
        while !rest.isEmpty {
            sent += try await push(Array(rest.prefix(Self.atOnce)))
            rest.removeFirst(min(rest.count, Self.atOnce))
        }
        return sent
    }

    private func branches(_ commits: [SubmittedCommit]) async throws -> [String: CommitSHA] {
        do {
            return try await clone.git.remoteRefs(commits.map(\.branch.ref), at: "origin")
        } catch {
            throw Self.failed(error)
        }
    }

    private func known(_ commit: SubmittedCommit) -> SubmitDocument.Experiment {
        progress.line("\(commit.entry.name): \(commit.branch) is on origin already")
        return SubmitDocument.Experiment(commit, branch: commit.branch.text, state: .known)
    }

    private func push(_ commits: [SubmittedCommit]) async throws -> [SubmitDocument.Experiment] {
        let refs = commits.map { (ref: $0.branch.ref, commit: $0.sha) }
        let made: NewRefs
        do {
            made = try await clone.git.make(refs, at: "origin")
        } catch {
            throw Self.failed(error)
        }
        let experiments = commits.map { commit -> SubmitDocument.Experiment in
            let branch = commit.branch.text
            switch made.answers[commit.branch.ref] {
            case .made: return SubmitDocument.Experiment(commit, branch: branch, state: .pushed)
            case .known: return SubmitDocument.Experiment(commit, branch: branch, state: .known)
            case .taken: return SubmitDocument.Experiment(commit, branch: branch, state: .taken)
            case .refused(let why): return SubmitDocument.Experiment(commit, branch: branch, state: .refused, detail: why)
            case nil: return SubmitDocument.Experiment(commit, branch: branch, state: .refused, detail: "git said nothing of it")
            }
        }
        for experiment in experiments { progress.line(text(experiment)) }
        for line in made.said { progress.line("  \(progress.dim("remote: \(Terminal.plain(line))"))") }
        return experiments
    }

    private func text(_ experiment: SubmitDocument.Experiment) -> String {
        let branch = experiment.branch ?? ""
        switch experiment.state {
        case .taken:
            return progress.bad("\(experiment.name): origin has another \(branch)") + "; remove that, or queue it under another name"
        case .refused: return progress.bad("\(experiment.name): origin refused \(branch)") + ": \(Terminal.plain(experiment.detail ?? ""))"
        case .pushed, .known, .handed, .left: return "\(experiment.name): pushed as \(progress.bold(branch))"
        }
    }

    private static func failed(_ error: any Error) -> CommandFailure {
        CommandFailure(
            .failed, code: "origin_unreachable", "`origin` cannot be pushed to: \((error as? GitError)?.message ?? "\(error)").",
            remedy: "Try `git push origin` by hand; what was pushed already runs, and is not pushed again.")
    }
}
