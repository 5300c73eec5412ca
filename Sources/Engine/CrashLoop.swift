package import RunModel

/// Attempts that end in the same way and come no further: a pure function of the attempts.
package enum CrashLoop {
    /// Whether the last attempt ended as the one before it did: for the same reason, in the same stage, with the same exit, and
    /// with no more stages done. Where a machine was reclaimed or failed, its own count of retries holds instead.
    package static func isOne(_ attempts: [Run.Attempt]) -> Bool {
        let failed = attempts.filter { $0.failure != nil }
        let outer: Set<FailureReason> = [.reclaimed, .nodeFailed]
        guard !failed.contains(where: { $0.failure.map { outer.contains($0.reason) } ?? false }) else { return false }
        guard let (before, last) = failed.dropLast().last.flatMap({ before in failed.last.map { (before, $0) } }),
            let stage = last.failure?.stage, before.failure?.stage == stage, before.failure?.reason == last.failure?.reason,
            before.failure?.exitCode == last.failure?.exitCode
        else { return false }
        return (last.stagesDone ?? 0) <= (before.stagesDone ?? 0)
    }
}
