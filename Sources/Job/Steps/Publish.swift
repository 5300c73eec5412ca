import Git
import RunModel

/// Step 6: the result ref first, then where the result belongs; each place by compare-and-swap, nothing overwritten.
struct Publish {
    let spec: JobSpec
    let remote: Git
    let local: Git
    let refs: ResultRefs

    /// Puts the result under its ref; whoever comes second adopts the first one's.
    func keep(_ result: CommitSHA) async throws -> CommitSHA {
        switch try await remote.swap(refs.result, at: spec.cloneURL, from: nil, to: result.text) {
        case .done: return result
        case .stale:
            guard let winner = try await remote.remoteRef(refs.result, at: spec.cloneURL) else {
                throw Failure(
                    .unreachable, "The result ref \(refs.result) was there and then gone.", remedy: "Bunsen tries again by itself.")
            }
            if winner != result { try await bring(from: refs.result) }
            return winner
        case .refused(let reason):
            throw Failure(
                .accessDenied, "\(spec.request.repository) refused the result ref: \(reason).",
                remedy:
                    "Allow the service's git user or token to write \(refs.result), then `bunsen runs retry`; the data is on the remote.")
        }
    }

    /// Brings the objects of an adopted result.
    func bring(from ref: String) async throws {
        try await remote.run("fetch", "--quiet", "--no-tags", "--depth=2", "--", spec.cloneURL, "+\(ref):refs/bunsen-adopted")
    }

    func publish(_ result: CommitSHA, experiment name: String?) async throws -> [Publication] {
        if let name { return try await publishExperiment(result, name: name) }
        var published: [Publication] = []
        for branch in spec.branches { published.append(try await move(branch, to: result)) }
        return published
    }

    private func move(_ branch: BranchName, to result: CommitSHA) async throws -> Publication {
        let trigger = spec.request.sha
        var answer = Git.Swap.stale
        if result != trigger {
            answer = try await remote.swap(branch.ref, at: spec.cloneURL, from: trigger.text, to: result.text)
        }
        let tip = try await remote.remoteRef(branch.ref, at: spec.cloneURL)
        switch answer {
        case .done where tip == result:
            return Publication(branch: branch.text, ref: branch.ref, outcome: .updated)
        case .refused(let reason) where tip == trigger:
            return Publication(
                branch: branch.text, ref: refs.result, outcome: .refused, detail: reason,
                command: "git fetch origin \(refs.result) && git merge FETCH_HEAD")
        default:
            if let tip, try await contains(tip, on: branch, result) {
                return Publication(branch: branch.text, ref: branch.ref, outcome: .present)
            }
            return try await setAside(result, for: branch)
        }
    }

    /// The branch has moved on: the result waits on a branch of its own.
    private func setAside(_ result: CommitSHA, for branch: BranchName) async throws -> Publication {
        let own = "refs/heads/bunsen/\(spec.run)"
        let merge = "git fetch origin bunsen/\(spec.run) && git merge FETCH_HEAD"
        switch try await remote.swap(own, at: spec.cloneURL, from: nil, to: result.text) {
        case .stale where try await remote.remoteRef(own, at: spec.cloneURL) != result:
            return Publication(
                branch: branch.text, ref: refs.result, outcome: .moved,
                detail: "\(branch) has moved on since \(spec.request.sha.short); a branch bunsen/\(spec.run) of another content is there",
                command: "git fetch origin \(refs.result) && git merge FETCH_HEAD")
        case .done, .stale:
            return Publication(
                branch: branch.text, ref: own, outcome: .moved, detail: "\(branch) has moved on since \(spec.request.sha.short)",
                command: merge)
        case .refused(let reason):
            return Publication(
                branch: branch.text, ref: refs.result, outcome: .moved,
                detail: "\(branch) has moved on since \(spec.request.sha.short); a branch bunsen/\(spec.run) was refused: \(reason)",
                command: "git fetch origin \(refs.result) && git merge FETCH_HEAD")
        }
    }

    private func contains(_ tip: CommitSHA, on branch: BranchName, _ result: CommitSHA) async throws -> Bool {
        if tip == result { return true }
        let shallow = try await local.run("rev-parse", "--is-shallow-repository").text == "true"
        // History is needed in full now: a border of the shallow clone would answer "no" to everything beyond it.
        let fetched = try await remote.attempt(
            ["fetch", "--quiet", "--no-tags"] + (shallow ? ["--unshallow"] : []) + ["--", spec.cloneURL, branch.ref])
        // Not to know is no reason to take it for moved: the next attempt looks again.
        guard fetched.status == 0 else { throw GitError(arguments: ["fetch", branch.ref], output: fetched) }
        return try await local.attempt("merge-base", "--is-ancestor", result.text, tip.text).status == 0
    }

    /// One commit under both names: a branch for git, `refs/exps` for DVC.
    private func publishExperiment(_ result: CommitSHA, name: String) async throws -> [Publication] {
        let experiment = ExperimentRef(base: spec.request.sha, name: name)
        let branch = spec.resultBranch?.ref ?? "refs/heads/\(experiment.branch)"
        let places = spec.destination == .origin ? [branch, experiment.ref] : [experiment.ref]
        var published: [Publication] = []
        for ref in places {
            let short = BranchName(ref: ref)?.text
            switch try await remote.swap(ref, at: spec.cloneURL, from: nil, to: result.text) {
            case .done:
                published.append(Publication(branch: short, ref: ref, outcome: .updated))
            case .stale:
                let there = try await remote.remoteRef(ref, at: spec.cloneURL)
                published.append(
                    there == result
                        ? Publication(branch: short, ref: ref, outcome: .present)
                        : Publication(
                            branch: short, ref: refs.result, outcome: .refused,
                            detail: "an experiment named \(name) with another outcome is there already",
                            command: "git fetch origin \(refs.result):refs/heads/experiment/\(spec.run)"))
            case .refused(let reason):
                let blocked = try await remote.remoteRef("refs/heads/experiment", at: spec.cloneURL) != nil
                published.append(
                    Publication(
                        branch: short, ref: refs.result, outcome: .refused,
                        detail: blocked ? "a branch named `experiment` is in the way (ref_in_the_way): \(reason)" : reason))
            }
        }
        return published
    }
}
