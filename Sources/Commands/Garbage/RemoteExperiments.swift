import Foundation
import Git
import RunModel
import SQLiteStore

/// Experiments that runs have left in `refs/exps` on the remote of a project. Only looked for where a setting gives them an end.
struct RemoteExperiments: Sendable {
    let project: ProjectSettings
    let store: SQLiteStore?
    let rules: LeftoverRules

    func find(_ git: Git) async throws -> [Leftover] {
        guard rules.keep.experimentsSeconds != nil else { return [] }
        try await git.run(
            "fetch", "--quiet", "--no-tags", "--filter=tree:0", "--", project.url, "+refs/exps/*:refs/exps/*", "+refs/heads/*:refs/heads/*")
        let output = try await git.run(
            "for-each-ref", "--format=%(objectname) %(refname) %(committerdate:unix) %(trailers:key=Bunsen-Run,valueonly,separator=)",
            "refs/exps")
        var best: [SweepID: Set<CommitSHA>] = [:]
        var found: [Leftover] = []
        for line in output.lines {
            let fields = line.split(separator: " ").map(String.init)
            // One without our trailer is somebody's own.
            guard fields.count == 4, let sha = CommitSHA(fields[0]), let seconds = Double(fields[2]), let id = RunID(fields[3]) else {
                continue
            }
            var experiment = Leftover(
                kind: .experiment, place: .ref(project: project.name, ref: fields[1], sha: sha), since: Date(timeIntervalSince1970: seconds)
            )
            if !rules.garbage(among: [experiment]).isEmpty { experiment.hold = try await hold(sha, of: id, &best, git) }
            found.append(experiment)
        }
        return found
    }

    /// Why it stays, however old it is.
    private func hold(_ sha: CommitSHA, of id: RunID, _ best: inout [SweepID: Set<CommitSHA>], _ git: Git) async throws -> String? {
        let branches = try await git.run("for-each-ref", "--format=%(refname)", "--contains=\(sha)", "refs/heads").lines
        if branches.contains(where: { !BunsenRefs.isOwn($0) }) { return "a branch holds it" }
        guard let store, let run = try await store.run(id) else { return nil }
        if !run.state.isEnded { return "its run is to run again" }
        guard let place = run.sweep, let sweep = try await store.sweep(place.id) else { return nil }
        if best[sweep.id] == nil {
            let board = Leaderboard(sweep, try await store.standings(of: sweep.id))
            best[sweep.id] = Set(board.rows.filter { $0.rank != nil }.prefix(rules.keep.best).compactMap(\.standing.commit))
        }
        return best[sweep.id]?.contains(sha) == true ? "it is among the best of its sweep" : nil
    }
}
