import Engine
import Foundation
import RunModel
import Synchronization

/// An executor that runs nothing: its jobs stand where the test says, and have said what the test has them say.
final class StandInExecutor: Executor {
    let name = "stand-in"
    let capacity: Resources? = Resources(vcpus: 4, memoryMiB: 8192, gpus: 0)
    /// Names of jobs whose log somebody has read to its present end.
    let readers: AsyncStream<String>
    private let read: AsyncStream<String>.Continuation
    private let jobs = Mutex<[String: Observation]>([:])
    private let logs = Mutex<[String: [UInt8]]>([:])
    private let trouble = Mutex<String?>(nil)

    init() { (readers, read) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(1)) }

    func set(_ job: String, _ observation: Observation) { jobs.withLock { $0[job] = observation } }
    func say(_ job: String, _ bytes: some Sequence<UInt8>) { logs.withLock { $0[job, default: []] += bytes } }
    /// From now on, stopping a job fails with this text.
    func breakDown(_ text: String) { trouble.withLock { $0 = text } }

    func submit(_ submission: Submission) async throws(ExecutorError) -> String {
        let job = "\(submission.run.id)/\(submission.attempt.number)"
        jobs.withLock { jobs in if jobs[job] == nil { jobs[job] = .waiting("not started") } }
        return job
    }

    func observe(_ job: String) async throws(ExecutorError) -> Observation { jobs.withLock { $0[job] ?? .unknown } }

    func stop(_ job: String, grace: Int) async throws(ExecutorError) {
        guard let text = trouble.withLock({ $0 }) else { return }
        throw ExecutorError(Failure(.internalError, text, remedy: text), isTransient: true)
    }

    func list() async throws(ExecutorError) -> [String] { jobs.withLock { $0.keys.sorted() } }

    func leaseEnd(of job: String) async throws(ExecutorError) -> Date? { nil }

    func log(_ job: String, from offset: Int, limit: Int) async throws(ExecutorError) -> [UInt8] {
        let rest = logs.withLock { Array(($0[job] ?? []).dropFirst(offset).prefix(limit)) }
        if rest.isEmpty { read.yield(job) }
        return rest
    }

    func changes() -> AsyncStream<String> { AsyncStream { $0.finish() } }
}
