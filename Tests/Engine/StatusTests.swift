import Engine
import Foundation
import RunModel
import TestKit
import Testing

@Suite("The status beside a commit")
struct StatusTests {
    @Test("it is there from the first round, follows the run, and changes at most once in ten seconds")
    func follows() async throws {
        let house = try EngineFixture()
        let run = try await house.taken(house.push("a"))
        try await house.engine.tick()
        #expect(house.forge.statuses.map(\.state) == [.pending])
        let stage = JobEvent.StageProgress(stage: StageOutcome(name: "train", state: .running), n: 2, of: 4)
        house.executor.set("\(run.id)/1", .running(since: house.clock.now, progress: JobProgress(step: .reproduce, stage: stage)))
        try await house.engine.tick()
        #expect(house.forge.statuses.count == 1)
        house.clock.advance(10)
        for _ in 0..<3 { try await house.engine.tick() }
        #expect(house.forge.statuses.map(\.description).last == "Running: train, stage 2 of 4")
        #expect(house.forge.statuses.count == 2)
    }

    @Test("a forge that is down keeps no run from going, and is told later")
    func down() async throws {
        let house = try EngineFixture()
        house.forge.breakDown(true)
        let run = try await house.taken(house.push("a"))
        for _ in 0..<3 { try await house.engine.tick() }
        #expect(try await house.state(run.id) == .submitted)
        house.forge.breakDown(false)
        try await house.engine.tick()
        #expect(house.forge.statuses.isEmpty)
        house.clock.advance(10)
        try await house.engine.tick()
        #expect(house.forge.statuses.map(\.state) == [.pending])
    }

    @Test("every end has its word")
    func ends() throws {
        var run = try Run.sample()
        func state(_ state: RunState) throws -> CommitStatus.State {
            var ended = run
            try ended.move(to: state, at: run.acceptedAt, because: "test")
            return CommitStatus(of: ended).state
        }
        try run.move(to: .submitted, at: run.acceptedAt, because: "test")
        #expect(try state(.succeeded) == .success && state(.cached) == .success)
        #expect(try state(.failed(.stageFailed)) == .failure && state(.cancelled) == .stopped)
        #expect(try state(.running) == .running && state(.publishing) == .running && state(.waiting(until: .distantFuture)) == .pending)
    }
}
