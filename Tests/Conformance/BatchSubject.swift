import AWS
import AsyncHTTPClient
import BatchExecutor
import Engine
import Foundation
import Logging
import RunModel
import TestKit

/// A ``BatchExecutor`` on a fake Batch whose containers are processes.
struct BatchSubject: ExecutorSubject {
    let fake: FakeBatch
    let scratch: ScratchDirectory
    let batch: BatchExecutor
    let make: @Sendable () -> BatchExecutor
    var executor: any Executor { batch }

    /// - Parameters:
    ///   - jobs: what a container starts; nil: jobs that a test moves.
    ///   - settings: of the queue, changed.
    static func with<T: Sendable>(
        runs: Bool = true, definitions: [FakeDefinition]? = nil,
        settings change: @escaping @Sendable (inout BatchSettings) -> Void = { _ in },
        perSecond: Double = 1000, credentials: [String: String] = MotoServer.environment, now: @escaping @Sendable () -> Date = { Date() },
        _ body: @escaping @Sendable (BatchSubject) async throws -> T
    ) async throws -> T {
        let scratch = try ScratchDirectory()
        let fake = try FakeBatch(
            program: runs ? StandIn.program(in: scratch) + ["job"] : nil,
            definitions: definitions ?? [FakeDefinition("acme-production-ml-project")])
        return try await fake.serving { address in
            let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: AWSHTTP.configuration)
            let surroundings = AWSSurroundings(
                environment: credentials.merging(["AWS_ENDPOINT_URL": address]) { $1 }, random: { 0 })
            let client = AWSClient(
                region: "us-east-1", credentials: CredentialsCache(EnvironmentCredentials(surroundings)), http: AWSHTTP(http),
                surroundings: surroundings)
            var queue = BatchSettings()
            queue.queue = FakeBatch.queue
            queue.work = "\(scratch.path)/work"
            queue.cache = "\(scratch.path)/cache"
            change(&queue)
            var settings = ServiceSettings(state: "\(scratch.path)/state")
            settings.graceSeconds = 1
            let made = queue
            let declared = settings
            let make = { @Sendable in
                BatchExecutor(
                    name: "batch", queue: { made }, settings: { declared },
                    batch: Batch(client, rate: CallRate(perSecond: perSecond, surroundings: surroundings)), logs: CloudWatchLogs(client),
                    now: now, pause: { try await Task.sleep(for: .milliseconds($0 * 20)) }, logDelay: 1,
                    logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            }
            let outcome: Result<T, any Error>
            do {
                outcome = .success(try await body(BatchSubject(fake: fake, scratch: scratch, batch: make(), make: make)))
            } catch {
                outcome = .failure(error)
            }
            try await http.shutdown()
            return try outcome.get()
        }
    }

    func restarted() throws -> any Executor { make() }

    /// Made here, because a test may leave a file before the job has begun.
    func work(_ run: Run) -> String {
        let path = "\(scratch.path)/work/\(run.id)/work"
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }
}
