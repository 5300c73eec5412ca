import Engine
import Foundation
import RunModel
import Testing

@Suite("Resources of a push that did not bring its file")
struct DecidingTests {
    @Test("the message comes first, then the file at the commit, then the settings; nothing starts before the file is read")
    func order() async throws {
        let house = try EngineFixture()
        house.forge.say(nil, ResourceDefaults(vcpus: 3, memoryMiB: 4096, timeoutSeconds: 600))
        let run = try await house.taken(house.push("a", "x\n:ACME_RUN:\n:ACME_VCPUS: 2", resources: nil))
        try await house.engine.tick()
        #expect(try await house.state(run.id) == .accepted)
        house.clock.advance(2)
        try await house.engine.tick()
        let decided = try #require(try await house.store.run(run.id))
        #expect(decided.state == .submitted && decided.undecided == nil)
        #expect(decided.resources == Resources(vcpus: 2, memoryMiB: 4096, gpus: 0) && decided.deadlineSeconds == 600)
    }

    @Test("a file that asks for more than there is ends the run with the limit")
    func tooLarge() async throws {
        let house = try EngineFixture()
        house.forge.say(ResourceDefaults(vcpus: 99))
        let run = try await house.taken(house.push("a", resources: nil))
        try await house.engine.tick()
        #expect(try await house.state(run.id) == .failed(.requestTooLarge))
    }

    @Test("a file that cannot be read three times is left to the job to complain of")
    func unreadable() async throws {
        let house = try EngineFixture()
        house.forge.say(nil, nil, nil)
        let run = try await house.taken(house.push("a", resources: nil))
        for wait in [2.0, 4, 0] {
            // Asked again at once, the repository is left alone.
            for _ in 0..<3 { try await house.engine.tick() }
            #expect(try await house.state(run.id) == (wait > 0 ? .accepted : .submitted))
            house.clock.advance(wait)
        }
        #expect(try await house.state(run.id) == .submitted)
    }

    @Test("a message that says everything waits for no file")
    func complete() async throws {
        let house = try EngineFixture()
        house.forge.say(nil)
        let all = "x\n:ACME_RUN:\n:ACME_VCPUS: 1\n:ACME_MEMORY: 512\n:ACME_GPUS: 0\n:ACME_TIMEOUT: 1h"
        let run = try await house.taken(house.push("a", all, resources: nil))
        try await house.engine.tick()
        #expect(try await house.state(run.id) == .submitted)
    }
}
