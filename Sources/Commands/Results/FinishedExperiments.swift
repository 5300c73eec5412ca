import Foundation
import Git
import RunModel

/// What has finished for a commit, wherever it was asked for: as an experiment of the commit itself, or by a commit on top of
/// it that `bunsen submit` made, or somebody by hand on a branch `experiment/SHA7-NAME`.
struct FinishedExperiments: Sendable {
    struct Experiment: Sendable, Hashable {
        let name: String
        let commit: CommitSHA
        /// On `origin`; nil where the clone has it.
        let ref: String?
        /// What `bunsen submit` has sent for it.
        let record: SubmittedRecords.Record?
    }

    var finished: [Experiment]
    /// Sent, and without a result so far.
    var open: [SubmittedRecords.Record]
}

/// Looks for them in a clone and on its `origin`; what is looked at is fetched, without a ref.
struct FinishedExperimentsFinder {
    let git: Git
    let base: CommitSHA

    func find() async throws -> FinishedExperiments {
        let remote = try await remoteRefs()
        let experiments = remote.compactMap { ref, sha in ExperimentRef(ref).map { (ref: $0, sha: sha) } }
        let branches = remote.filter { $0.key.hasPrefix(Self.branches) }
        var found = experiments.filter { $0.ref.base == base }
            .map { FinishedExperiments.Experiment(name: $0.ref.name, commit: $0.sha, ref: $0.ref.ref, record: nil) }
        var records = try await SubmittedRecords.all(in: git).filter { $0.base == base }
        let prefix = "refs/heads/\(ExperimentRef.branches(of: base))"
        let ours = branches.filter { $0.key.hasPrefix(prefix) }
        try await bring(ours)
        for (ref, tip) in ours.sorted(by: { $0.key < $1.key }) {
            if let record = try await SubmittedRecords.read(tip, as: ref, in: git), record.base == base {
                if !records.contains(where: { $0.commit == tip }) { records.append(record) }
            } else if try await isResult(tip) {
                let record = try await parent(of: tip, among: records)
                let name = String(ref.dropFirst(prefix.count))
                found.append(FinishedExperiments.Experiment(name: name, commit: tip, ref: ref, record: record))
            }
        }
        let local = try await git.experiments()
        for record in records {
            found += experiments.filter { $0.ref.base == record.commit }
                .map { FinishedExperiments.Experiment(name: $0.ref.name, commit: $0.sha, ref: $0.ref.ref, record: record) }
            found += local.filter { $0.key.base == record.commit }
                .map { FinishedExperiments.Experiment(name: $0.key.name, commit: $0.value, ref: nil, record: record) }
            // Where a forge takes no refs but branches and tags.
            let named = "refs/heads/\(ExperimentRef.branches(of: record.commit))"
            found += branches.filter { $0.key.hasPrefix(named) }
                .map {
                    FinishedExperiments.Experiment(
                        name: String($0.key.dropFirst(named.count)), commit: $0.value, ref: $0.key, record: record)
                }
        }
        let finished = once(found)
        try await bring(Dictionary(finished.compactMap { each in each.ref.map { ($0, each.commit) } }, uniquingKeysWith: { a, _ in a }))
        let done = Set(finished.compactMap(\.record?.commit))
        return FinishedExperiments(finished: finished, open: records.filter { !done.contains($0.commit) })
    }

    private static let branches = "refs/heads/\(ExperimentRef.branches)"

    private func remoteRefs() async throws -> [String: CommitSHA] {
        // A clone of nothing has what its own service brought.
        guard try await git.attempt("remote", "get-url", "origin").status == 0 else { return [:] }
        do {
            return try await git.remoteRefs(["refs/exps/*", "\(Self.branches)*"], at: "origin")
        } catch {
            throw Self.unreachable(error)
        }
    }

    /// Fetches what the clone does not have, in one call.
    private func bring(_ refs: [String: CommitSHA]) async throws {
        guard !refs.isEmpty else { return }
        let wanted = refs.sorted { $0.key < $1.key }
        let answer = try await git.run("cat-file", "--batch-check", input: wanted.map { "\($0.value)\n" }.joined()).lines
        let missing = zip(wanted, answer).filter { $0.1.hasSuffix(" missing") }.map(\.0.key)
        guard !missing.isEmpty else { return }
        do {
            try await git.run(["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "origin", "--"] + missing)
        } catch {
            throw Self.unreachable(error)
        }
    }

    /// A commit that Bunsen made, on top of the base.
    private func isResult(_ tip: CommitSHA) async throws -> Bool {
        guard try await git.maker(of: tip) != nil else { return false }
        return try await git.attempt("merge-base", "--is-ancestor", base.text, tip.text).status == 0
    }

    private func parent(of tip: CommitSHA, among records: [SubmittedRecords.Record]) async throws -> SubmittedRecords.Record? {
        let parent = try await git.attempt("rev-parse", "--verify", "--quiet", "\(tip)^")
        return records.first { $0.commit.text == parent.text }
    }

    /// The same result can be found by several ways; that of the clone goes first, then that with a record.
    private func once(_ found: [FinishedExperiments.Experiment]) -> [FinishedExperiments.Experiment] {
        var kept: [FinishedExperiments.Experiment] = []
        let ranked = found.sorted { a, b in
            let (left, right) = ((a.record == nil ? 1 : 0, a.name, a.ref ?? ""), (b.record == nil ? 1 : 0, b.name, b.ref ?? ""))
            return left < right
        }
        for each in ranked where !kept.contains(where: { $0.commit == each.commit && $0.name == each.name }) { kept.append(each) }
        return kept.sorted { $0.name.compare($1.name, options: .numeric) == .orderedAscending }
    }

    private static func unreachable(_ error: any Error) -> CommandFailure {
        CommandFailure(
            .failed, code: "origin_unreachable", "`origin` cannot be read: \((error as? GitError)?.message ?? "\(error)").",
            remedy: "Try `git fetch origin` by hand.")
    }
}
