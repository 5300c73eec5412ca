import Engine
import Foundation
import RunModel
import Testing

@Suite("Asking the engine")
struct EngineAskingTests {
    @Test("a waiting run is cancelled at once")
    func cancelWaiting() async throws {
        let house = try EngineFixture()
        let run = try await house.taken(house.push("a"))
        #expect(try await house.engine.cancel(run.id).state == .cancelled)
        try await house.engine.tick()
        #expect(house.executor.submitted.isEmpty)
    }

    @Test("a running job is stopped, and its run is cancelled when it has ended")
    func cancelRunning() async throws {
        let house = try EngineFixture()
        let run = try await house.taken(house.push("a"))
        try await house.engine.tick()
        house.executor.set("\(run.id)/1", .running(since: nil, progress: JobProgress()))
        try await house.engine.tick()
        #expect(try await house.engine.cancel(run.id).state == .running)
        #expect(house.executor.stopped == ["\(run.id)/1"])
        try house.end(run, .stopped, failure: Failure(.reclaimed, "told to stop", remedy: "nothing"))
        try await house.engine.tick()
        #expect(try await house.state(run.id) == .cancelled)
    }

    @Test("a result that was faster than its cancellation still counts")
    func cancelTooLate() async throws {
        let house = try EngineFixture()
        let run = try await house.taken(house.push("a"))
        try await house.engine.tick()
        _ = try await house.engine.cancel(run.id)
        try house.end(run, .succeeded)
        try await house.engine.tick()
        #expect(try await house.state(run.id) == .succeeded)
        await #expect(throws: Engine.NotPossible.self) { try await house.engine.cancel(run.id) }
    }

    @Test("retry makes the next attempt of the same run", arguments: [FailureReason.stageFailed, .deadline, .diskFull])
    func retry(reason: FailureReason) async throws {
        let house = try EngineFixture()
        let run = try await house.taken(house.push("a"))
        try await house.engine.tick()
        await #expect(throws: Engine.NotPossible.self) { try await house.engine.retry(run.id) }
        try house.end(run, .failed, failure: Failure(reason, "it failed", remedy: "mend it"))
        try await house.engine.tick()
        #expect(try await house.state(run.id) == .failed(reason))
        #expect(try await house.engine.retry(run.id).id == run.id)
        try await house.engine.tick()
        #expect(house.executor.submitted == ["\(run.id)/1", "\(run.id)/2"])
    }

    @Test("a restarted engine goes on with the job that runs, and submits again what was not answered")
    func restart() async throws {
        let house = try EngineFixture()
        let run = try await house.taken(house.push("a"))
        try await house.engine.tick()
        let second = house.restarted()
        try house.end(run, .succeeded)
        try await second.tick()
        #expect(try await house.state(run.id) == .succeeded)
        #expect(house.executor.submitted == ["\(run.id)/1"])
    }

    @Test("a report that cannot be delivered waits in the outbox and fails nothing")
    func outbox() async throws {
        let house = try EngineFixture()
        let run = try await house.taken(house.push("a"))
        try await house.engine.tick()
        house.forge.breakDown(true)
        try house.end(run, .succeeded)
        try await house.engine.tick()
        #expect(try await house.state(run.id) == .succeeded)
        #expect(house.forge.reports.isEmpty)
        house.forge.breakDown(false)
        house.clock.advance(3600)
        try await house.engine.tick()
        #expect(house.forge.reports.map(\.run) == [run.id])
    }
}
