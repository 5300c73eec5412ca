import Engine
import Foundation
import RunModel
import Testing

@Suite("Jobs that nobody waits for")
struct ReapingTests {
    @Test func `a job is ended only if no run waits for it and its lease is over`() async throws {
        let house = try EngineFixture()
        let run = try await house.taken(house.push("a"))
        try await house.engine.tick()
        let now = house.clock.now
        house.executor.hold("\(run.id)/1", until: now - 1)
        house.executor.hold("r-20260102T030405-aaaaaaaa/1", until: now - 1)
        house.executor.hold("r-20260102T030405-aaaaaaab/1", until: now + 3600)
        house.executor.hold("r-20260102T030405-aaaaaaac/1", until: nil)
        house.clock.advance(600)
        try await house.engine.tick()
        #expect(house.executor.stopped == ["r-20260102T030405-aaaaaaaa/1"])
        house.clock.advance(3600)
        try await house.engine.tick()
        #expect(house.executor.stopped.contains("r-20260102T030405-aaaaaaab/1"))
        #expect(!house.executor.stopped.contains("r-20260102T030405-aaaaaaac/1"))
    }
}
