package import FoundationEssentials
package import RunModel

/// Which waiting runs start now: a pure function, so that its rules can be tried one by one.
package enum Fairness {
    /// How long smaller runs may pass a run that does not fit, in seconds.
    package static let patience: Double = 900
    /// How long runs of higher priority may pass one of lower, in seconds.
    package static let deference: Double = 3600

    /// The order in which runs have their turn: by priority; then the repository with the fewest runs under way or before
    /// it in the queue, and within a repository the author or sweep (see ``Run/lane``) with the fewest; then the oldest. A run
    /// that has waited for an hour is passed by none for its priority.
    package static func order(_ waiting: [Run], active: [Run], now: Date, policy: QueuePolicy) -> [Run] {
        let highest = waiting.map { policy.terms(of: $0).priority }.max() ?? 0
        var before: [RepositoryName: Int] = [:]
        for run in active { before[run.request.repository, default: 0] += 1 }
        let ranked = laneByLane(waiting, active: active).map { run in
            let own = policy.terms(of: run).priority
            let priority = now.timeIntervalSince(run.acceptedAt) >= deference ? max(own, highest) : own
            defer { before[run.request.repository, default: 0] += 1 }
            return (run: run, rank: (-priority, before[run.request.repository] ?? 0, run.acceptedAt, run.id.text))
        }
        return ranked.sorted { $0.rank < $1.rank }.map(\.run)
    }

    private struct Lane: Hashable {
        let repository: RepositoryName
        let name: String

        init(_ run: Run) {
            repository = run.request.repository
            name = run.lane
        }
    }

    /// Who has the fewest under way or before it comes first; then the oldest.
    private static func laneByLane(_ waiting: [Run], active: [Run]) -> [Run] {
        var before: [Lane: Int] = [:]
        for run in active { before[Lane(run), default: 0] += 1 }
        let oldest = waiting.sorted { ($0.acceptedAt, $0.id.text) < ($1.acceptedAt, $1.id.text) }
        let ranked = oldest.map { run in
            let lane = Lane(run)
            defer { before[lane, default: 0] += 1 }
            return (run: run, rank: (before[lane] ?? 0, run.acceptedAt, run.id.text))
        }
        return ranked.sorted { $0.rank < $1.rank }.map(\.run)
    }

    /// The runs of `waiting` to start on one executor with `free` left (nil: no limit of its own), in their order.
    ///
    /// - Parameter active: every run that holds a slot, here or elsewhere: limits count them all.
    package static func choose(from waiting: [Run], active: [Run], free: Resources?, now: Date, policy: QueuePolicy) -> [RunID] {
        var free = free
        var held = HeldShares(active)
        var chosen: [RunID] = []
        for run in order(waiting, active: active, now: now, policy: policy) {
            // Every run needs some of each: on a full machine nobody has to be asked.
            if let left = free, left.vcpus < 1 || left.memoryMiB < 1 { break }
            // Its own repository or author is in its way, and it is in nobody's.
            guard held.hold(run, policy) == nil else { continue }
            if let left = free {
                guard run.resources.fits(in: left) else {
                    // From here on nobody passes it, so that the machine empties for it.
                    if now.timeIntervalSince(run.acceptedAt) >= patience { break }
                    continue
                }
                free = left - run.resources
            }
            chosen.append(run.id)
            held.add(run)
        }
        return chosen
    }
}
