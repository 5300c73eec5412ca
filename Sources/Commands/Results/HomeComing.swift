import DVC
import Git
import RunModel

/// Makes finished experiments experiments of their base in the clone, and clears the queue entries that they came from.
/// Nothing but refs below `refs/exps` and DVC's queue changes.
struct HomeComing {
    let clone: WorkingClone
    let base: CommitSHA
    /// The `dvc` program: a name to look up in PATH, or a path.
    let dvc: String

    /// - Parameter force: whether an experiment of the clone with the same name and another commit gives way.
    func take(_ experiments: [FinishedExperiments.Experiment], force: Bool) async throws -> [ResultsDocument.Experiment] {
        var there = try await clone.git.experiments()
        var commands = ""
        var taken: [ResultsDocument.Experiment] = []
        for experiment in experiments {
            let ref = ExperimentRef(base: base, name: experiment.name)
            var state = ResultsDocument.State.new
            if let old = there[ref] {
                // Of two that come with one name the first stays, whatever is asked for.
                let isOurs = taken.contains { $0.name == experiment.name }
                state = old == experiment.commit ? .there : force && !isOurs ? .replaced : .taken
            }
            if state == .new || state == .replaced {
                commands += "update \(ref.ref) \(experiment.commit) \(there[ref]?.text ?? String(repeating: "0", count: 40))\n"
                there[ref] = experiment.commit
            }
            taken.append(
                ResultsDocument.Experiment(
                    name: experiment.name, commit: experiment.commit, run: try await clone.git.maker(of: experiment.commit)?.text,
                    state: state))
        }
        if !commands.isEmpty { try await clone.git.run("update-ref", "--stdin", "-m", "bunsen results fetch", input: commands) }
        return taken
    }

    /// Takes entries out of DVC's queue, as `dvc queue remove` does; gives the names of those that were there.
    func clear(_ records: [SubmittedRecords.Record]) async throws -> [String] {
        let sent = Dictionary(records.compactMap { each in each.queued.map { ($0, each) } }, uniquingKeysWith: { a, _ in a })
        guard !sent.isEmpty else { return [] }
        let project = try clone.project
        let cleared = try await LookingDriver(dvc: dvc).run { session, scratch -> [SubmittedRecords.Record] in
            let queue = try await session.queue(in: project, reply: "\(scratch)/queue.json")
            let entries = queue.entries.filter { sent[$0.rev] != nil }
            guard !entries.isEmpty else { return [] }
            let exit = try await session.dvc(["queue", "remove"] + entries.map(\.rev.text), in: project)
            guard exit.code == 0 else { throw DVCError(.other, exit.errors.joined(separator: " / ")) }
            return entries.compactMap { sent[$0.rev] }
        }
        // The experiment holds the commit now.
        for record in records where record.ref.hasPrefix(SubmittedRecords.place) {
            try await clone.git.run("update-ref", "-d", record.ref, record.commit.text)
        }
        return cleared.map(\.name)
    }

    /// - Returns: how many files came.
    func data(of commits: [CommitSHA]) async throws -> Int {
        guard !commits.isEmpty else { return 0 }
        let project = try clone.project
        return try await LookingDriver(dvc: dvc).run { session, _ in try await session.fetch(commits.map(\.text), in: project) }
    }
}
