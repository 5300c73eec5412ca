import Foundation
import Job
import RunModel
import Synchronization
import TestKit

/// Runs the job of one commit, in this process, as a service would start it.
struct JobFixture {
    let pipeline: PipelineFixture
    let log = LogBuffer()
    /// What the commit's `.bunsen.yaml` says, if there is one.
    var settings = RepositorySettings()
    /// Of the service, besides this process's own.
    var environment: [String: String] = [:]
    var token: Secret?
    /// Values that no log and no report may have.
    var secrets: [String] = []
    var stop = StopRequest(graceSeconds: 6)

    func run(_ spec: JobSpec, afterStep: @escaping @Sendable (JobStep) -> Void = { _ in }) async -> JobEnd {
        let log = log
        let writer = JobLogWriter(nonce: spec.nonce, secrets: secrets, now: { Date() }, write: { log.append($0) })
        let settings = settings
        let runner = JobRunner(
            spec: spec,
            surroundings: JobSurroundings(
                now: { Date() },
                environment: ProcessInfo.processInfo.environment.merging(Program.environment) { $1 }.merging(environment) { $1 },
                token: token, readRepositoryFile: { _ in settings }, afterStep: afterStep),
            log: writer, stop: stop)
        return await runner.run()
    }
}

/// A job's log, in memory.
final class LogBuffer: Sendable {
    private let bytes = Mutex<[UInt8]>([])
    func append(_ more: [UInt8]) { bytes.withLock { $0 += more } }
    var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
}
