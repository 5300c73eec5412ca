import Foundation
import Job
import RunModel
import Synchronization
import TestKit

/// Runs the job of one commit, in this process, as a service would start it.
struct JobFixture {
    let pipeline: PipelineFixture
    let log = LogBuffer()

    func run(_ spec: JobSpec, afterStep: @escaping @Sendable (JobStep) -> Void = { _ in }) async -> JobEnd {
        let log = log
        let writer = JobLogWriter(nonce: spec.nonce, secrets: [], now: { Date() }, write: { log.append($0) })
        let runner = JobRunner(
            spec: spec,
            surroundings: JobSurroundings(
                now: { Date() }, environment: ProcessInfo.processInfo.environment.merging(Program.environment) { $1 },
                token: nil, readRepositoryFile: { _ in RepositorySettings() }, afterStep: afterStep),
            log: writer, stop: StopRequest(graceSeconds: 6))
        return await runner.run()
    }
}

/// A job's log, in memory.
final class LogBuffer: Sendable {
    private let bytes = Mutex<[UInt8]>([])
    func append(_ more: [UInt8]) { bytes.withLock { $0 += more } }
    var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
}
