import Engine
import Foundation
import RunModel
import Synchronization

/// An executor whose jobs do what the test says.
final class ScriptedExecutor: Executor {
    let name: String
    let capacity: Resources?
    private let jobs = Mutex<[String: Observation]>([:])
    private let stops = Mutex<[String]>([])
    private let refusal = Mutex<ExecutorError?>(nil)

    private let isReady = Mutex(false)
    private let mayLook = Mutex(false)
    private let releases = Mutex<[String]>([])
    /// From now on jobs may be set up ahead of their slots.
    ///
    /// - Parameter looks: and be looked for first.
    func takeJobsAhead(looks: Bool = false) {
        isReady.withLock { $0 = true }
        mayLook.withLock { $0 = looks }
    }

    var looksBesideCapacity: Bool { mayLook.withLock { $0 } }
    var startsAhead: Bool { isReady.withLock { $0 } }
    var released: [String] { releases.withLock { $0 } }
    func release(_ job: String) async throws(ExecutorError) { releases.withLock { $0.append(job) } }

    private let leases = Mutex<[String: Date]>([:])

    init(_ name: String = "scripted", capacity: Resources? = Resources(vcpus: 4, memoryMiB: 8192, gpus: 0)) {
        self.name = name
        self.capacity = capacity
    }

    /// A job that carries the mark, whoever started it.
    func hold(_ job: String, until lease: Date?) {
        jobs.withLock { $0[job] = .running(since: nil, progress: JobProgress()) }
        leases.withLock { $0[job] = lease }
    }

    func leaseEnd(of job: String) async throws(ExecutorError) -> Date? { leases.withLock { $0[job] } }

    var submitted: [String] { jobs.withLock { $0.keys.sorted() } }
    var stopped: [String] { stops.withLock { $0 } }

    func set(_ job: String, _ observation: Observation) { jobs.withLock { $0[job] = observation } }
    func refuse(_ error: ExecutorError?) { refusal.withLock { $0 = error } }

    func submit(_ submission: Submission) async throws(ExecutorError) -> String {
        if let error = refusal.withLock({ $0 }) { throw error }
        let job = "\(submission.run.id)/\(submission.attempt.number)"
        jobs.withLock { jobs in if jobs[job] == nil { jobs[job] = .waiting("not started") } }
        return job
    }

    func observe(_ job: String) async throws(ExecutorError) -> Observation { jobs.withLock { $0[job] ?? .unknown } }
    func stop(_ job: String, grace: Int) async throws(ExecutorError) { stops.withLock { $0.append(job) } }
    func list() async throws(ExecutorError) -> [String] { submitted }
    func log(_ job: String, from offset: Int, limit: Int) async throws(ExecutorError) -> [UInt8] { [] }
    func changes() -> AsyncStream<String> { AsyncStream { $0.finish() } }
}

/// A forge that remembers what it was given.
final class RecordingForge: Forge {
    private let reportsSeen = Mutex<[Report]>([])
    private let refusalsSeen = Mutex<[Refusal]>([])
    private let broken = Mutex(false)
    private let resultsElsewhere = Mutex<Set<CommitSHA>>([])
    func know(_ sha: CommitSHA) { resultsElsewhere.withLock { _ = $0.insert(sha) } }

    var reports: [Report] { reportsSeen.withLock { $0 } }
    var refusals: [Refusal] { refusalsSeen.withLock { $0 } }
    func breakDown(_ isBroken: Bool) { broken.withLock { $0 = isBroken } }

    struct Down: Error {}

    private let files = Mutex<[Result<ResourceDefaults, Down>]>([])
    /// What `.bunsen.yaml` says at the next looks; nil: it cannot be read.
    func say(_ answers: ResourceDefaults?...) { files.withLock { $0 = answers.map { $0.map { .success($0) } ?? .failure(Down()) } } }

    func defaults(of run: Run, project: ProjectSettings?) async throws -> ResourceDefaults {
        try files.withLock { $0.isEmpty ? .success(ResourceDefaults()) : $0.removeFirst() }.get()
    }

    private let boardsSeen = Mutex<[Leaderboard]>([])
    var boards: [Leaderboard] { boardsSeen.withLock { $0 } }
    private let sources = Mutex<[Result<SweepSource, any Error>]>([])
    /// What a sweep's commit says at the next looks.
    func say(_ answers: Result<SweepSource, any Error>...) { sources.withLock { $0 = answers } }

    func source(of sweep: Sweep, project: ProjectSettings?) async throws -> SweepSource {
        try sources.withLock { $0.isEmpty ? .success(SweepSource()) : $0.removeFirst() }.get()
    }

    private let branchesSeen = Mutex<[[RunID]]>([])
    var branches: [[RunID]] { branchesSeen.withLock { $0 } }

    func branch(_ standings: [Standing], of sweep: Sweep, project: ProjectSettings?) async throws {
        if broken.withLock({ $0 }) { throw Down() }
        branchesSeen.withLock { $0.append(standings.map(\.run)) }
    }

    func post(_ board: Leaderboard, of sweep: Sweep, project: ProjectSettings?) async throws {
        if broken.withLock({ $0 }) { throw Down() }
        boardsSeen.withLock { $0.append(board) }
    }

    private let statusesSeen = Mutex<[CommitStatus]>([])
    var statuses: [CommitStatus] { statusesSeen.withLock { $0 } }

    func show(_ status: CommitStatus, of run: Run, project: ProjectSettings?) async throws {
        if broken.withLock({ $0 }) { throw Down() }
        statusesSeen.withLock { $0.append(status) }
    }

    func post(_ report: Report, for run: Run, project: ProjectSettings?) async throws {
        if broken.withLock({ $0 }) { throw Down() }
        reportsSeen.withLock { $0.append(report) }
    }

    func holdsResult(_ push: TakenPush) async throws -> Bool {
        resultsElsewhere.withLock { $0.contains(push.sha) }
    }

    func post(_ refusal: Refusal, project: ProjectSettings?) async throws {
        refusalsSeen.withLock { $0.append(refusal) }
    }
}
