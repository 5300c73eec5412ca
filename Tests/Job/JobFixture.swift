import Foundation
import Job
import RunModel
import Synchronization
import TestKit

/// Runs the job of one commit, in this process, as a service would start it.
struct JobFixture {
    let pipeline: PipelineFixture
    let log = LogBuffer()

    func spec(
        _ sha: CommitSHA, arguments: [String] = [], experiment: Bool = false, attempt: Int = 1, state: String = "state",
        branches: [String] = ["main"], run: RunID? = nil
    ) throws -> JobSpec {
        guard let repository = RepositoryName(url: pipeline.bare) else { throw Malformed(what: "repository", text: pipeline.bare) }
        let request = RunRequest(repository: repository, sha: sha, experiment: experiment, dvcArgs: arguments)
        var random = SystemRandomNumberGenerator()
        let id = run ?? RunID(at: Date(), using: &random)
        let value = Run(
            id: id, request: request, cloneURL: pipeline.bare, destination: .origin, branches: branches.compactMap { BranchName($0) },
            resources: Resources(), deadlineSeconds: 600, subject: "a test", acceptedAt: Date(), cause: "test")
        let directory = "\(pipeline.scratch.path)/\(state)"
        return JobSpec(
            run: value, attempt: Run.Attempt(number: attempt, executor: "local", nonce: "n0nce", submittedAt: Date()),
            job: "\(id)/\(attempt)/\(state)", deadline: Date() + 600, graceSeconds: 6, commit: CommitIdentity(),
            places: JobSpec.Places(
                work: "\(directory)/runs/\(id)/work", cache: "\(directory)/cache", exitFile: "\(directory)/exit.json",
                hidden: [directory]),
            sandbox: .auto, dvc: "dvc", credential: nil, secretNames: [], logLocation: "test")
    }

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
