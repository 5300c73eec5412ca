import Engine
import Foundation
import Logging
import RunModel
import SQLiteStore
import Synchronization
import TestKit

/// An engine on a real store, a scripted executor, and a clock that the test moves.
struct EngineFixture {
    let scratch: ScratchDirectory
    let store: any RunStore
    let executor: ScriptedExecutor
    let forge = RecordingForge()
    let clock: TestClock
    let engine: Engine
    let settings: ServiceSettings
    let others: [ScriptedExecutor]

    final class TestClock: Sendable {
        private let time = Mutex(Date(timeIntervalSince1970: 1_700_000_000))
        var now: Date { time.withLock { $0 } }
        func advance(_ seconds: Double) { time.withLock { $0 += seconds } }
    }

    /// - Parameters:
    ///   - others: executors beside the first, which is named `scripted`.
    ///   - settings: changes what the service's settings say.
    init(
        capacity: Resources? = Resources(vcpus: 4, memoryMiB: 8192, gpus: 0), others: [ScriptedExecutor] = [],
        settings change: (inout ServiceSettings) -> Void = { _ in }
    ) throws {
        var settings = ServiceSettings(state: "/nowhere")
        change(&settings)
        self.settings = settings
        self.others = others
        scratch = try ScratchDirectory()
        let store: any RunStore = try SQLiteStore(path: "\(scratch.path)/bunsen.sqlite")
        self.store = store
        executor = ScriptedExecutor(capacity: capacity)
        clock = TestClock()
        engine = Self.engine(store, [executor] + others, forge, clock, settings)
    }

    /// Another engine on the same store: what a restarted service is.
    func restarted() -> Engine { Self.engine(store, [executor] + others, forge, clock, settings) }

    private static func engine(
        _ store: any RunStore, _ executors: [ScriptedExecutor], _ forge: RecordingForge, _ clock: TestClock,
        _ settings: ServiceSettings
    ) -> Engine {
        Engine(
            store: store, executors: executors, forge: forge, settings: { settings }, now: { clock.now },
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    func push(
        _ digit: Character, _ message: String = "x\n:ACME_RUN:", branch: String = "main", repository: String = "forge.example/a/b",
        resources: ResourceDefaults? = ResourceDefaults(), by author: String? = nil
    ) throws -> TakenPush {
        guard let name = RepositoryName(repository), let branch = BranchName(branch),
            let sha = CommitSHA(String(repeating: digit, count: 40))
        else { throw Malformed(what: "push", text: repository) }
        return TakenPush(
            repository: name, cloneURL: "https://\(repository)", branch: branch, sha: sha, message: message, requestedBy: author,
            resources: resources, project: settings.project(for: name))
    }

    func taken(_ push: TakenPush) async throws -> Run {
        guard case .taken(let run, _) = try await engine.take(push) else { throw Malformed(what: "taken push", text: push.message) }
        return run
    }

    func state(_ id: RunID) async throws -> RunState? { try await store.run(id)?.state }

    /// The job's own end, as an executor sees it.
    func end(
        _ run: Run, attempt: Int = 1, _ outcome: JobEnd.Outcome, failure: Failure? = nil, published: [String] = ["main"],
        metrics: [MetricChange] = [], on place: ScriptedExecutor? = nil
    ) throws {
        let place = place ?? executor
        var report = Report(
            run: run.id, key: run.key, attempt: attempt, outcome: outcome.rawValue,
            trigger: Report.Trigger(repository: run.request.repository, branch: run.branches.first, commit: run.request.sha, subject: ""),
            asked: run.resources, times: Report.Times(started: clock.now, ended: clock.now))
        report.metrics = metrics
        if outcome == .succeeded, let commit = CommitSHA(String(repeating: "f", count: 40)) {
            report.result = Run.Result(
                ref: "refs/bunsen/result/x", commit: commit,
                published: published.map { Publication(branch: $0, ref: "refs/heads/\($0)", outcome: .updated) })
        }
        let end = JobEnd(
            outcome: outcome, failure: failure, report: outcome == .elsewhere ? nil : report,
            leaseEnds: outcome == .elsewhere ? clock.now + 600 : nil, endedAt: clock.now)
        place.set("\(run.id)/\(attempt)", .ended(Evidence(end: end, startedAt: clock.now, endedAt: clock.now)))
    }
}
