import AWS
import BatchExecutor
import Foundation
import Logging
import RunModel

/// The job queues of AWS Batch that the settings name, as executors.
enum BatchExecutors {
    /// Batch takes 50 calls a second of an account; some are left to people.
    private static let perSecond = 40.0

    /// - Parameter settings: asked anew for each job; a queue that is new needs a new start.
    static func make(_ settings: @escaping @Sendable () -> ServiceSettings, logger: Logger) -> [BatchExecutor] {
        let surroundings = AWSSurroundings()
        // The limit is the account's, not a queue's.
        let rate = CallRate(perSecond: perSecond, surroundings: surroundings)
        return settings().batch.sorted { $0.key < $1.key }.map { name, declared in
            let client = AWSAccess.client(region: declared.region, surroundings)
            return BatchExecutor(
                name: name, queue: { settings().batch[name] ?? declared }, settings: settings, batch: Batch(client, rate: rate),
                logs: CloudWatchLogs(client), logger: logger)
        }
    }
}
