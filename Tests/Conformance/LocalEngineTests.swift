import Engine
import Foundation
import LocalExecutor
import Logging
import RunModel
import SQLiteStore
import TestKit
import Testing

/// An engine with real processes on this machine.
@Suite("An engine on local slots")
struct LocalEngineTests {
    @Test func `a job that no run waits for is ended when its lease is over, and not before`() async throws {
        let subject = try LocalSubject(graceSeconds: 0)
        let store = try SQLiteStore(path: "\(subject.scratch.path)/bunsen.sqlite")
        let engine = Self.engine(store, subject)
        let over = try Submission.doing("deaf(); wait('never')")
        let fresh = try Submission.doing("deaf(); wait('go'); finish()")
        var jobs: [String] = []
        for submission in [over, fresh] {
            jobs.append(try await subject.local.submit(submission))
            _ = try await subject.running(jobs[jobs.count - 1])
        }
        #expect(try await subject.local.leaseEnd(of: jobs[0]).map { $0 > Date(timeIntervalSinceNow: 500) } == true)
        // Only now, so that the executor, which was told another time, holds no deadline of its own.
        let path = URL(filePath: "\(subject.attempt(over))/spec.json")
        var spec = try JSONDecoder.bunsen.decode(JobSpec.self, from: Data(contentsOf: path))
        spec.deadline = Date(timeIntervalSinceNow: -1)
        try JSONEncoder.bunsen.encode(spec).write(to: path, options: .atomic)
        try await engine.tick()
        #expect(try await subject.collected(jobs[0]).signal == 9)
        _ = try await subject.running(jobs[1])
        try subject.leave("go", for: fresh)
        #expect(try await subject.ended(jobs[1]).end?.outcome == .succeeded)
    }

    /// `BUNSEN_SHORT_JOBS=1000` for the whole load.
    @Test(.timeLimit(.minutes(20)))
    func `many short jobs through a few slots: all end, none runs twice`() async throws {
        let count = ProcessInfo.processInfo.environment["BUNSEN_SHORT_JOBS"].flatMap { Int($0) } ?? 40
        let subject = try LocalSubject(local: DeclaredLocalSlots(vcpus: 4, memoryMiB: 65_536, gpus: 0))
        let store = try SQLiteStore(path: "\(subject.scratch.path)/bunsen.sqlite")
        let engine = Self.engine(store, subject)
        let empty = try await Self.seconds { try await engine.tick() }
        var random = SystemRandomNumberGenerator()
        for n in 0..<count {
            let sample = try Submission.doing("spec.get('onlyLooks') or note('../ran', '\(n)'); finish('failed')")
            let request = RunRequest(
                repository: try #require(RepositoryName("git.example.org/team/project\(n % 7)")), sha: sample.run.request.sha,
                dvcArgs: sample.run.request.dvcArgs)
            let run = Run(
                id: RunID(at: Date(), using: &random), request: request, cloneURL: sample.run.cloneURL, destination: .origin, branches: [],
                resources: sample.run.resources, deadlineSeconds: 600, subject: "n", acceptedAt: Date(), cause: "test")
            _ = try await store.take(run)
        }
        let full = try await Self.seconds { _ = try await store.frontRuns(perLane: 50) }
        let start = ContinuousClock.now
        let rounds = Task { await engine.run() }
        try await eventually("all have ended", within: .seconds(1100)) { try await store.openRuns().isEmpty }
        let took = start.duration(to: .now)
        rounds.cancel()
        await rounds.value
        let runs = try await store.runs(RunFilter(), limit: count + 1)
        #expect(runs.count == count)
        for run in runs {
            #expect(run.state.isEnded)
            #expect(run.attempts.filter { $0.onlyLooks != true }.count == 1, "\(run.history)")
            let ran = try String(contentsOf: URL(filePath: "\(subject.state)/runs/\(run.id)/ran"), encoding: .utf8)
            #expect(ran.split(separator: "\n").count == 1)
        }
        #expect(try await subject.local.list().isEmpty)
        let after = try await Self.seconds { try await engine.tick() }
        print("short jobs: \(count) in \(took); a round: \(empty) s before, \(after) s after them; the front of \(count): \(full) s")
    }

    private static func seconds(_ work: () async throws -> Void) async throws -> Double {
        let start = ContinuousClock.now
        try await work()
        return start.duration(to: .now) / .seconds(1)
    }

    private static func engine(_ store: SQLiteStore, _ subject: LocalSubject) -> Engine {
        Engine(
            store: store, executors: [subject.local], forge: SilentForge(), settings: subject.configuration.settings, now: { Date() },
            logger: subject.logger)
    }
}

struct SilentForge: Forge {
    func source(of sweep: Sweep, project: ProjectSettings?) async throws -> SweepSource { SweepSource() }
    func branch(_ standings: [Standing], of sweep: Sweep, project: ProjectSettings?) async throws {}
    func post(_ board: Leaderboard, of sweep: Sweep, project: ProjectSettings?) async throws {}
    func show(_ status: CommitStatus, of run: Run, project: ProjectSettings?) async throws {}
    func defaults(of run: Run, project: ProjectSettings?) async throws -> ResourceDefaults { ResourceDefaults() }
    func holdsResult(_ push: TakenPush) async throws -> Bool { false }
    func post(_ report: Report, for run: Run, project: ProjectSettings?) async throws {}
    func post(_ refusal: Refusal, project: ProjectSettings?) async throws {}
}
