import Engine
import Foundation
import RunModel
import TestKit
import Testing

@Suite("A job that is set up ahead of its slot")
struct AheadTests {
    /// Five pushes for two slots, after one round.
    private func full() async throws -> (house: EngineFixture, runs: [Run]) {
        let house = try EngineFixture(capacity: Resources(vcpus: 2, memoryMiB: 99_999, gpus: 0))
        house.executor.takeJobsAhead()
        var runs: [Run] = []
        for digit in "abcde" {
            runs.append(try await house.taken(house.push(digit)))
            house.clock.advance(1)
        }
        try await house.engine.tick()
        return (house, runs)
    }

    private func run(_ house: EngineFixture, _ run: Run) async throws -> Run { try #require(try await house.store.run(run.id)) }

    @Test("the next two are started and wait; a free slot lets the first of them go, and the next is set up")
    func turns() async throws {
        let (house, runs) = try await full()
        #expect(house.executor.submitted == runs.prefix(4).map { "\($0.id)/1" }.sorted())
        let third = try await run(house, runs[2])
        #expect(third.waitsAhead && !third.takesSlot)
        for run in runs.prefix(4) { house.executor.set("\(run.id)/1", .running(since: house.clock.now, progress: JobProgress())) }
        try await house.engine.tick()
        #expect(try await house.state(runs[2].id) == .submitted)
        #expect(await house.engine.waitReason(of: runs[2].id) == "it is set up, and waits for a free slot")
        #expect(house.executor.released.isEmpty)
        house.clock.advance(100)
        try house.end(runs[0], .succeeded)
        try await house.engine.tick()
        #expect(house.executor.released == ["\(runs[2].id)/1"])
        let released = try await run(house, runs[2])
        #expect(released.state == .running && released.takesSlot && released.attempts.count == 1)
        // The wait is nobody's running time.
        #expect(released.attempts[0].startedAt == house.clock.now)
        #expect(house.executor.submitted.contains("\(runs[4].id)/1"))
    }

    @Test("one that a killed service had given its slot is let go by the next one")
    func crashed() async throws {
        let (house, runs) = try await full()
        let now = house.clock.now
        try await house.store.update(runs[2].id) { run in
            run.attempts[0].isAhead = false
            run.attempts[0].startedAt = now
            try run.move(to: .running, at: now, because: "a slot is free")
        }
        house.executor.set("\(runs[2].id)/1", .running(since: now, progress: JobProgress()))
        try await house.restarted().tick()
        #expect(house.executor.released == ["\(runs[2].id)/1"])
    }

    @Test("one that no slot came free for goes back into the queue, and is set up when it has its slot")
    func inVain() async throws {
        let (house, runs) = try await full()
        try house.end(runs[2], .mustRun)
        try await house.engine.tick()
        let back = try await run(house, runs[2])
        #expect(back.state == .accepted && back.history.last?.cause == "no slot came free in time" && !back.mayStartAhead)
        #expect(back.runningSeconds(at: house.clock.now + 1000) == 0)
        for run in [runs[0], runs[1], runs[3]] { try house.end(run, .succeeded) }
        try await house.engine.tick()
        #expect(house.executor.submitted.contains("\(runs[2].id)/2"))
        #expect(try await run(house, runs[2]).takesSlot)
    }

    @Test("a cancelled one stops, and takes nobody's slot")
    func cancelled() async throws {
        let (house, runs) = try await full()
        _ = try await house.engine.cancel(runs[2].id)
        #expect(house.executor.stopped == ["\(runs[2].id)/1"])
        try house.end(runs[2], .stopped)
        try await house.engine.tick()
        #expect(try await house.state(runs[2].id) == .cancelled)
        #expect(house.executor.released.isEmpty)
    }

    @Test("those that are set up keep nobody from being looked for")
    func looks() async throws {
        let house = try EngineFixture(capacity: Resources(vcpus: 1, memoryMiB: 99_999, gpus: 0))
        house.executor.takeJobsAhead(looks: true)
        var runs: [Run] = []
        for digit in "abcdef" {
            runs.append(try await house.taken(house.push(digit)))
            house.clock.advance(1)
        }
        try await house.engine.tick()
        for run in runs[1...2] {
            #expect(try await self.run(house, run).attempts.first?.onlyLooks == true)
            try house.end(run, .mustRun)
        }
        try await house.engine.tick()
        for run in runs[1...2] {
            let ahead = try await self.run(house, run)
            #expect(ahead.waitsAhead && ahead.attempts.count == 2)
        }
        for run in runs[3...4] { #expect(try await self.run(house, run).attempts.first?.onlyLooks == true) }
        #expect(try await run(house, runs[5]).attempts.isEmpty)
    }

    @Test("none is set up that wants a GPU, or that an executor without slots of its own would take at once")
    func never() async throws {
        let house = try EngineFixture(capacity: Resources(vcpus: 1, memoryMiB: 99_999, gpus: 1))
        house.executor.takeJobsAhead()
        _ = try await house.taken(house.push("a"))
        house.clock.advance(1)
        _ = try await house.taken(house.push("b", "x\n:ACME_RUN:\n:ACME_GPUS: 1"))
        try await house.engine.tick()
        #expect(house.executor.submitted.count == 1)
    }
}
