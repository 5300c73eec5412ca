import FoundationEssentials
import Logging
import RunModel

/// A sweep is told of as one: one status, one leaderboard. Its runs are told of nowhere by themselves.
extension Engine {
    /// What a commit shows of a sweep now.
    struct ShownSweep {
        var standings: [Standing]
        var at: Date
        var nextTry = Date.distantPast
        var failures = 0
    }

    struct SweepReading {
        var tries: Int
        var at: Date
    }

    /// Seconds between two changes of a leaderboard.
    private static let boardSpacing: Double = 15

    /// Brings the leaderboards of open sweeps up to date, and closes those whose end has been told.
    func tellSweeps() async throws {
        let open = try await store.openSweeps()
        let ids = Set(open.map(\.id))
        for id in shownSweeps.keys where !ids.contains(id) { shownSweeps[id] = nil }
        for sweep in open where !sweep.isUnprepared {
            if Task.isCancelled { return }
            let standings = try await store.standings(of: sweep.id)
            let former = shownSweeps[sweep.id]
            let board = Leaderboard(sweep, standings)
            guard former.map({ isDue($0, standings, board) }) ?? true else { continue }
            do {
                // Mistakes are told as those of a message are.
                if sweep.problem == nil {
                    try await forge.post(board, of: sweep, project: settings().project(cloning: sweep.cloneURL))
                }
                shownSweeps[sweep.id] = ShownSweep(standings: standings, at: now())
                if board.counts.isEnded {
                    try await branchBest(board, of: sweep)
                    try await close(sweep)
                }
            } catch {
                // Told once more, until all of it has been done: each part of it may be done again.
                if Task.isCancelled { return }
                var entry = former ?? ShownSweep(standings: [], at: .distantPast)
                entry.failures += 1
                entry.nextTry = now() + min(600, Self.boardSpacing * Double(1 << min(entry.failures - 1, 6)))
                shownSweeps[sweep.id] = entry
                logger.warning("a leaderboard could not be shown", metadata: ["sweep": "\(sweep.id)", "error": "\(error)"])
            }
        }
    }

    private func isDue(_ former: ShownSweep, _ standings: [Standing], _ board: Leaderboard) -> Bool {
        let time = now()
        if former.nextTry > time { return false }
        if board.counts.isEnded { return true }
        return former.standings != standings && time.timeIntervalSince(former.at) >= Self.boardSpacing
    }

    private func branchBest(_ board: Leaderboard, of sweep: Sweep) async throws {
        guard case .best(let count)? = sweep.options.branches else { return }
        let best = board.rows.filter { $0.rank != nil }.prefix(count).map(\.standing)
        if best.isEmpty { return }
        try await forge.branch(best, of: sweep, project: settings().project(cloning: sweep.cloneURL))
    }

    private func close(_ sweep: Sweep) async throws {
        let time = now()
        try await store.update(sweep.id) { $0.closedAt = time }
        // Somebody may have asked for another attempt in this moment.
        if try await store.standings(of: sweep.id).contains(where: { !$0.isEnded }) {
            try await store.update(sweep.id) { $0.closedAt = nil }
        }
    }
}
