import FoundationEssentials
import Git
import RunModel

/// Step 3: the right to run this key, as a ref on the remote taken by compare-and-swap. It stops two machines, or two
/// services that know nothing of each other, from running one run.
struct Claim {
    /// What stands in the claim commit's message.
    struct Holder: Codable, Equatable {
        var run: RunID
        var attempt: Int
        var job: String
        var leaseEnds: Date

        enum CodingKeys: String, CodingKey {
            case run, attempt, job
            case leaseEnds = "lease_ends"
        }
    }

    enum Outcome: Equatable {
        case mine(commit: String)
        /// A result for this key is on the remote already.
        case adopt(CommitSHA)
        case elsewhere(leaseEnds: Date)
    }

    let spec: JobSpec
    let remote: Git
    let local: Git
    let now: @Sendable () -> Date

    /// - Returns: the outcome, and the refs in the form that this remote takes.
    func take() async throws -> (Outcome, ResultRefs) {
        do {
            return try await attempt()
        } catch let error as GitError {
            throw error.failure(task: "Claiming run \(spec.run) on \(spec.request.repository)")
        }
    }

    private func attempt() async throws -> (Outcome, ResultRefs) {
        let mine = Holder(
            run: spec.run, attempt: spec.attempt, job: spec.job, leaseEnds: spec.deadline + Double(spec.graceSeconds + 60))
        let hidden = ResultRefs(key: spec.key)
        let branches = ResultRefs(asBranches: true, key: spec.key)
        var commit: String?
        for _ in 0..<6 {
            let there = try await remote.remoteRefs(
                [hidden.result, hidden.claim, branches.result, branches.claim], at: spec.cloneURL)
            for refs in [hidden, branches] {
                if let result = there[refs.result] { return (.adopt(result), refs) }
            }
            var refs = there[branches.claim] == nil ? hidden : branches
            let old = there[refs.claim]
            if let old {
                guard let holder = try await holder(of: old, at: refs.claim) else { continue }
                if holder.run == mine.run, holder.attempt == mine.attempt, holder.job == mine.job {
                    return (.mine(commit: old.text), refs)
                }
                let superseded = holder.run == mine.run && holder.attempt < mine.attempt
                if !superseded, holder.leaseEnds > now() { return (.elsewhere(leaseEnds: holder.leaseEnds), refs) }
            }
            if commit == nil { commit = try await write(mine) }
            let new = commit ?? ""
            switch try await remote.swap(refs.claim, at: spec.cloneURL, from: old?.text, to: new) {
            case .done: return (.mine(commit: new), refs)
            case .stale: continue
            case .refused(let reason):
                // A forge that keeps refs outside of refs/heads to itself.
                refs = branches
                switch try await remote.swap(refs.claim, at: spec.cloneURL, from: nil, to: new) {
                case .done: return (.mine(commit: new), refs)
                case .stale: continue
                case .refused(let again):
                    throw try await refusal(reason == again ? reason : "\(reason); as a branch: \(again)")
                }
            }
        }
        throw Failure(
            .unreachable, "Claiming run \(spec.run): others changed the claim six times in a row.",
            remedy: "Bunsen tries again by itself.")
    }

    private func write(_ holder: Holder) async throws -> String {
        let tree = try await local.run("hash-object", "-t", "tree", "-w", "--stdin", input: "").text
        let message = String(decoding: try JSONEncoder.bunsen.encode(holder), as: UTF8.self)
        return try await local.with(spec.commit.variables).run("commit-tree", tree, "-F", "-", input: message).text
    }

    private func holder(of commit: CommitSHA, at ref: String) async throws -> Holder? {
        let fetched = try await remote.attempt(
            "fetch", "--quiet", "--no-tags", "--depth=1", "--", spec.cloneURL, "+\(ref):refs/bunsen-claim")
        // Gone or replaced between two looks: look again.
        guard fetched.status == 0 else { return nil }
        let text = try await local.run("log", "-1", "--format=%B", commit.text).text
        return try JSONDecoder.bunsen.decode(Holder.self, from: Data(text.utf8))
    }

    private func refusal(_ reason: String) async throws -> Failure {
        if try await remote.remoteRef("refs/heads/bunsen", at: spec.cloneURL) != nil {
            return Failure(
                .refInTheWay, "The remote refuses hidden refs, and a branch named `bunsen` stands where Bunsen's branches go.",
                remedy: "Rename the branch `bunsen`; Bunsen needs `bunsen/…` on this remote.")
        }
        return Failure(
            .accessDenied, "\(spec.request.repository) refused the claim: \(reason).",
            remedy: "Give the service's git user or token the right to write to this repository.")
    }
}

/// The claim that this job holds, to be given back at its end.
actor HeldClaim {
    private var claim: (ref: String, commit: String)?

    func take(_ ref: String, _ commit: String) { claim = (ref, commit) }

    /// Deletes the claim where it is still the one that was taken; another job's stays.
    func release(_ remote: Git, at url: String) async {
        guard let claim else { return }
        self.claim = nil
        _ = try? await remote.swap(claim.ref, at: url, from: claim.commit, to: nil)
    }
}

extension CommitIdentity {
    /// As git takes author and committer.
    var variables: [String: String] {
        [
            "GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": email, "GIT_COMMITTER_NAME": name,
            "GIT_COMMITTER_EMAIL": email,
        ]
    }
}
