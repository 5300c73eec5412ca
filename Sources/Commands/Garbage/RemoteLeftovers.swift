import Foundation
import Git
import RunModel
import SQLiteStore

/// What runs have left on the remote of a project: claims whose job died, and results that are elsewhere by now.
struct RemoteLeftovers: Sendable {
    let project: ProjectSettings
    let store: SQLiteStore?
    let rules: LeftoverRules

    func find() async throws -> [Leftover] {
        let experiments = rules.keep.experimentsSeconds == nil ? [] : ["refs/exps/*"]
        let all = try await ForgeAccess.git(project, directory: nil).remoteRefs(BunsenRefs.patterns + experiments, at: project.url)
        guard let any = all.values.first else { return [] }
        let refs = all.filter { BunsenRefs.isOwn($0.key) }
        return try await ScratchRepository.with(project, like: any) { git in
            let claims = refs.keys.contains { BunsenRefs.digits(of: $0, .claim) != nil } ? try await claims(git) : []
            let experiments = try await RemoteExperiments(project: project, store: store, rules: rules).find(git)
            let results = try await results(refs.filter { BunsenRefs.digits(of: $0.key, .result) != nil }, git)
            return try await claims + experiments + results
                + plots(refs.filter { BunsenRefs.digits(of: $0.key, .plots) != nil }, beside: results, git)
        }
    }

    /// As the job writes it into the claim commit's message.
    private struct Holder: Decodable {
        let leaseEnds: Date
        enum CodingKeys: String, CodingKey { case leaseEnds = "lease_ends" }
    }

    private func claims(_ git: Git) async throws -> [Leftover] {
        try await fetch(BunsenRefs.patterns.filter { $0.contains("/claim/") }, git)
        let output = try await git.run("for-each-ref", "--format=%(objectname) %(refname) %(contents:subject)")
        return output.lines.compactMap { line in
            let fields = line.split(separator: " ", maxSplits: 2).map(String.init)
            guard fields.count >= 2, let sha = CommitSHA(fields[0]), BunsenRefs.digits(of: fields[1], .claim) != nil else { return nil }
            let holder = fields.count > 2 ? try? JSONDecoder.bunsen.decode(Holder.self, from: Data(fields[2].utf8)) : nil
            return Leftover(
                kind: .claim, place: .ref(project: project.name, ref: fields[1], sha: sha), since: holder?.leaseEnds,
                // Perhaps a newer Bunsen's, which knows better.
                hold: holder == nil ? "its lease cannot be read" : nil)
        }
    }

    private func results(_ refs: [String: CommitSHA], _ git: Git) async throws -> [Leftover] {
        var results: [Leftover] = []
        var dated: [Leftover] = []
        for (ref, sha) in refs.sorted(by: { $0.key < $1.key }) {
            var result = Leftover(kind: .result, place: .ref(project: project.name, ref: ref, sha: sha))
            if let run = try await store?.run(withKeyPrefix: BunsenRefs.digits(of: ref, .result) ?? "") {
                result.since = run.endedAt
                result.hold = run.state.isEnded ? nil : "its run is to run again"
                dated.append(result)
            } else {
                results.append(result)
            }
        }
        let isDue = dated.contains { !rules.garbage(among: [$0]).isEmpty }
        guard isDue || !results.isEmpty else { return dated }
        try await fetch(["refs/heads/*", "refs/exps/*", "refs/bunsen/result/*"], git)
        // Of another service, or of a store that is lost: the commit has a date, if it is one of ours.
        for index in results.indices { results[index].since = try await madeAt(results[index], git) }
        results += dated
        for index in results.indices where !rules.garbage(among: [results[index]]).isEmpty {
            if try await !isHeld(results[index], git), try await !isOfOldExperiment(results[index]) {
                results[index].hold = "no branch and no experiment holds its commit"
            }
        }
        return results
    }

    /// They go with their result, or by their own age where it has gone before.
    private func plots(_ refs: [String: CommitSHA], beside results: [Leftover], _ git: Git) async throws -> [Leftover] {
        guard !refs.isEmpty else { return [] }
        let going = Set(rules.garbage(among: results).map(\.leftover.name))
        let staying = Set(results.map(\.name).filter { !going.contains($0) }.compactMap { BunsenRefs.digits(of: $0, .result) })
        try await fetch(BunsenRefs.patterns.filter { $0.contains("/plots/") }, git)
        var plots: [Leftover] = []
        for (ref, sha) in refs.sorted(by: { $0.key < $1.key }) {
            let date = try await git.attempt("log", "-1", "--format=%ct", sha.text)
            plots.append(
                Leftover(
                    kind: .plots, place: .ref(project: project.name, ref: ref, sha: sha),
                    since: date.status == 0 ? Double(date.text).map { Date(timeIntervalSince1970: $0) } : nil,
                    hold: staying.contains(BunsenRefs.digits(of: ref, .plots) ?? "") ? "its result stays" : nil))
        }
        return plots
    }

    /// Nil for a commit that is no result of a run's own: it may be much older than the ref.
    private func madeAt(_ result: Leftover, _ git: Git) async throws -> Date? {
        guard case .ref(_, let ref, let sha) = result.place else { return nil }
        let output = try await git.run(
            "for-each-ref", "--format=%(objectname) %(committerdate:unix) %(trailers:key=Bunsen-Run,valueonly)", ref)
        let fields = output.text.split(whereSeparator: \.isWhitespace).map(String.init)
        guard fields.count == 3, fields[0] == sha.text, RunID(fields[2]) != nil else { return nil }
        return Double(fields[1]).map { Date(timeIntervalSince1970: $0) }
    }

    /// Experiments go by a setting of their own; then what held the result is gone with the owner's leave.
    private func isOfOldExperiment(_ result: Leftover) async throws -> Bool {
        guard let limit = rules.keep.experimentsSeconds, let since = result.since, rules.now.timeIntervalSince(since) > Double(limit),
            let run = try await store?.run(withKeyPrefix: BunsenRefs.digits(of: result.name, .result) ?? "")
        else { return false }
        return run.request.experiment
    }

    private func isHeld(_ result: Leftover, _ git: Git) async throws -> Bool {
        guard case .ref(_, _, let sha) = result.place, try await git.attempt("cat-file", "-e", "\(sha)^{commit}").status == 0 else {
            return false
        }
        return try await git.run("for-each-ref", "--format=%(refname)", "--contains=\(sha)", "refs/heads", "refs/exps").lines
            .contains { !BunsenRefs.isOwn($0) }
    }

    /// Commits alone: no tree and no file is needed.
    private func fetch(_ patterns: [String], _ git: Git) async throws {
        try await git.run(["fetch", "--quiet", "--no-tags", "--filter=tree:0", "--", project.url] + patterns.map { "+\($0):\($0)" })
    }

    /// Deletes the ref where it still is what it was seen as.
    static func remove(_ ref: String, _ sha: CommitSHA, of project: ProjectSettings) async throws -> Sweeper.Outcome {
        try await ScratchRepository.with(project, like: sha) { git in
            switch try await git.swap(ref, at: project.url, from: sha.text, to: nil) {
            case .done: .removed
            case .stale: .stays("it has changed meanwhile")
            case .refused(let reason): throw GitError(arguments: ["push", "--delete", ref], kind: .denied, message: reason)
            }
        }
    }
}
