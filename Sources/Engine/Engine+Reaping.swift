import FoundationEssentials
import Logging
import RunModel

/// The end of jobs that nobody waits for.
extension Engine {
    /// Seconds between two looks for such jobs. Leases are long, and an executor may have to look through all it has ever run.
    private static let reapSpacing: Double = 600

    /// Stops jobs that carry Bunsen's mark, that no run here waits for, and whose lease is over. What an executor cannot tell
    /// the lease of is left alone, and so is everything without the mark: it may be another service's, or a person's.
    func reap() async throws {
        let time = now()
        guard nextReaping <= time else { return }
        nextReaping = time + Self.reapSpacing
        for executor in executors {
            do {
                // Listed first: what is submitted meanwhile is in the store by then.
                let jobs = try await executor.list()
                guard !jobs.isEmpty else { continue }
                let awaited = Set(try await store.frontRuns(perLane: 0).filter(\.state.isActive).compactMap { $0.attempts.last?.job })
                for job in jobs where !awaited.contains(job) {
                    guard let lease = try await executor.leaseEnd(of: job), lease < time else { continue }
                    logger.warning("a job that no run waits for is past its lease; it is ended", metadata: ["job": "\(job)"])
                    try await executor.stop(job, grace: settings().graceSeconds)
                }
            } catch let error as ExecutorError {
                logger.warning("an executor's jobs could not be looked through", metadata: ["error": "\(error)"])
            }
        }
    }
}
