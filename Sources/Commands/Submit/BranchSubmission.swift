import DVC
import Foundation
import Git
import RunModel

/// Sends commits as branches of `origin`: the first, then, if that is wanted, the rest.
struct BranchSubmission {
    let clone: WorkingClone
    let progress: Terminal
    /// Whether what was sent before, with other options, is sent anew.
    var again = false
    /// Whether the rest is to follow.
    let goesOn: (_ rest: Int) -> Bool
    /// GitLab calls no hook for a push of more than three branches.
    private static let atOnce = 3

    func send(_ commits: [SubmittedCommit]) async throws -> [SubmitDocument.Experiment] {
        let there = try await branches(commits)
        var sent: [SubmitDocument.Experiment] = []
        var rest: [SubmittedCommit] = []
        for commit in commits {
            guard let tip = there[commit.branch.ref], try await isOfSameEntry(tip, commit) else {
                rest.append(commit)
                continue
            }
            sent.append(again && tip != commit.sha ? try await replace(commit, tip) : known(commit, tip))
        }
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

    /// The same queue entry, sent with other options, is the same experiment: it would only run twice.
    private func isOfSameEntry(_ tip: CommitSHA, _ commit: SubmittedCommit) async throws -> Bool {
        if tip == commit.sha { return true }
        do {
            try await clone.git.run("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "origin", "--", commit.branch.ref)
            return try await SubmittedRecords.read(tip, as: commit.branch.ref, in: clone.git)?.queued == commit.entry.queued.rev
        } catch {
            throw Self.failed(error)
        }
    }

    private func known(_ commit: SubmittedCommit, _ tip: CommitSHA) -> SubmitDocument.Experiment {
        let otherwise = tip == commit.sha ? "" : ", with other options; --again sends it with these"
        progress.line("\(commit.entry.name): \(commit.branch) is on origin already\(otherwise)")
        return SubmitDocument.Experiment(commit, as: tip, branch: commit.branch.text, state: .known)
    }

    private func replace(_ commit: SubmittedCommit, _ tip: CommitSHA) async throws -> SubmitDocument.Experiment {
        let experiment: SubmitDocument.Experiment
        do {
            switch try await clone.git.swap(commit.branch.ref, at: "origin", from: tip.text, to: commit.sha.text) {
            case .done: experiment = SubmitDocument.Experiment(commit, branch: commit.branch.text, state: .pushed)
            case .stale: experiment = SubmitDocument.Experiment(commit, branch: commit.branch.text, state: .taken)
            case .refused(let why): experiment = SubmitDocument.Experiment(commit, branch: commit.branch.text, state: .refused, detail: why)
            }
        } catch {
            throw Self.failed(error)
        }
        progress.line(text(experiment))
        return experiment
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
