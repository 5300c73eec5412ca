package import FoundationEssentials
package import RunModel

/// Which waiting runs start now: a pure function, so that its rules can be tried one by one.
package enum Fairness {
    /// How long smaller runs may pass a run that does not fit, in seconds.
    package static let patience: Double = 900

    /// The runs of `waiting` to start on one executor with `free` left (nil: no limit of its own), in their order.
    ///
    /// The repository with the fewest active runs comes first, then the oldest run.
    package static func choose(
        from waiting: [Run], active: [RepositoryName: Int], free: Resources?, now: Date
    ) -> [RunID] {
        var waiting = waiting
        var active = active
        var free = free
        var chosen: [RunID] = []
        while let next = waiting.indices.min(by: { rank(waiting[$0], active) < rank(waiting[$1], active) }) {
            // Every run needs some of each: on a full machine nobody has to be asked.
            if let left = free, left.vcpus < 1 || left.memoryMiB < 1 { break }
            let run = waiting.remove(at: next)
            if let left = free {
                guard run.resources.fits(in: left) else {
                    // From here on nobody passes it, so that the machine empties for it.
                    if now.timeIntervalSince(run.acceptedAt) >= patience { break }
                    continue
                }
                free = left - run.resources
            }
            chosen.append(run.id)
            active[run.request.repository, default: 0] += 1
        }
        return chosen
    }

    private static func rank(_ run: Run, _ active: [RepositoryName: Int]) -> (Int, Double, String) {
        (active[run.request.repository] ?? 0, run.acceptedAt.timeIntervalSince1970, run.id.text)
    }
}
