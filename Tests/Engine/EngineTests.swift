import Engine
import Foundation
import RunModel
import Testing

@Suite("The engine")
struct EngineTests {
    @Test("a push goes through the queue to its result, and is reported once")
    func wholeWay() async throws {
        let house = try EngineFixture()
        let run = try await house.taken(house.push("a"))
        try await house.engine.tick()
        #expect(try await house.state(run.id) == .submitted)
        house.executor.set("\(run.id)/1", .running(since: house.clock.now, progress: JobProgress(step: .reproduce)))
        try await house.engine.tick()
        #expect(try await house.state(run.id) == .running)
        house.executor.set("\(run.id)/1", .running(since: house.clock.now, progress: JobProgress(step: .publish)))
        try await house.engine.tick()
        #expect(try await house.state(run.id) == .publishing)
        try house.end(run, .succeeded)
        try await house.engine.tick()
        try await house.engine.tick()
        #expect(try await house.state(run.id) == .succeeded)
        #expect(house.forge.reports.map(\.run) == [run.id])
        #expect(try await house.engine.take(house.push("f")) == .result)
    }

    @Test("the same push ten times, one after another and at once, is one run")
    func redelivery() async throws {
        let house = try EngineFixture()
        let push = try house.push("a")
        let ids = try await withThrowingTaskGroup(of: RunID?.self) { group in
            for _ in 0..<10 {
                group.addTask {
                    guard case .taken(let run, _) = try await house.engine.take(push) else { return nil }
                    return run.id
                }
            }
            return try await group.reduce(into: Set<RunID?>()) { $0.insert($1) }
        }
        #expect(ids.count == 1)
        #expect(try await house.taken(push).id == ids.first ?? nil)
        #expect(try await house.store.openRuns().count == 1)
    }

    @Test("a commit that asks for nothing starts nothing and says nothing")
    func silence() async throws {
        let house = try EngineFixture()
        #expect(try await house.engine.take(house.push("a", "Explain :ACME_RUN: in prose")) == .nothing)
        #expect(house.forge.refusals.isEmpty)
    }

    @Test(
        "a mistake is said once on its commit and starts nothing",
        arguments: [
            ("x\n:ACME_RUN: -rf /", "unknown_flag"), ("x\n:ACME_RUN: --cwd /", nil), ("x\n:ACME_RUN:\n:ACME_ON: mars", "unknown_executor"),
            ("x\n:ACME_RUN:\n\nBunsen-Run: r-20260102T030405-aaaaaaaa", "result_amended"), ("x\n:ACME_MEMORY: 1", "missing_run"),
        ] as [(String, String?)])
    func mistakes(message: String, code: String?) async throws {
        let house = try EngineFixture()
        let push = try house.push("a", message)
        for _ in 0..<2 {
            guard case .mistakes(let mistakes) = try await house.engine.take(push) else {
                Issue.record("something was started by: \(message)")
                return
            }
            if let code { #expect(mistakes.contains { $0.code == code }, "\(mistakes)") }
        }
        for _ in 0..<2 { try await house.engine.tick() }
        #expect(house.forge.refusals.count == 1)
        #expect(try await house.store.openRuns().isEmpty)
    }

    @Test("a request that no executor can ever hold ends at once and names the limit")
    func tooLarge() async throws {
        let house = try EngineFixture()
        let run = try await house.taken(house.push("a", "x\n:ACME_RUN:\n:ACME_MEMORY: 65536"))
        #expect(run.state == .failed(.requestTooLarge))
        #expect(run.failure?.message.contains("65536 MiB asked, 8192 MiB there") == true)
        try await house.engine.tick()
        #expect(house.executor.submitted.isEmpty)
        #expect(house.forge.reports.count == 1)
    }

    @Test("no more runs than the slots hold, and each repository has its turn")
    func slots() async throws {
        let house = try EngineFixture(capacity: Resources(vcpus: 2, memoryMiB: 8192, gpus: 0))
        let first = try await house.taken(house.push("a"))
        house.clock.advance(1)
        _ = try await house.taken(house.push("b"))
        house.clock.advance(1)
        let other = try await house.taken(house.push("c", repository: "forge.example/c/d"))
        try await house.engine.tick()
        #expect(Set(house.executor.submitted) == ["\(first.id)/1", "\(other.id)/1"])
    }

    @Test("a reclaimed job gets four attempts of one run, and then fails with that reason")
    func reclaimed() async throws {
        let house = try EngineFixture()
        let run = try await house.taken(house.push("a"))
        for attempt in 1...4 {
            try await house.engine.tick()
            try house.end(run, attempt: attempt, .stopped, failure: Failure(.reclaimed, "told to stop", remedy: "nothing"))
            try await house.engine.tick()
            house.clock.advance(60)
        }
        try await house.engine.tick()
        #expect(try await house.state(run.id) == .failed(.reclaimed))
        #expect(try await house.store.run(run.id)?.attempts.count == 4)
    }

    @Test("another service's claim makes a run wait, as often as it takes, and counts as no failure")
    func elsewhere() async throws {
        let house = try EngineFixture()
        let run = try await house.taken(house.push("a"))
        for attempt in 1...8 {
            try await house.engine.tick()
            try house.end(run, attempt: attempt, .elsewhere)
            try await house.engine.tick()
            // It looks after 15 s, and less often each time: at last every five minutes.
            let wait = min(300, 15 * Double(1 << min(attempt - 1, 5)))
            #expect(try await house.state(run.id) == .waiting(until: house.clock.now + wait))
            house.clock.advance(wait)
        }
        try await house.engine.tick()
        try house.end(run, attempt: 9, .succeeded)
        try await house.engine.tick()
        #expect(try await house.state(run.id) == .succeeded)
    }

    @Test("a second branch at the same commit joins the run, and gets the result in an attempt of its own if it came late")
    func joined() async throws {
        let house = try EngineFixture()
        let run = try await house.taken(house.push("a"))
        try await house.engine.tick()
        let again = try await house.taken(house.push("a", branch: "twin"))
        #expect(again.id == run.id)
        try house.end(run, .succeeded, published: ["main"])
        try await house.engine.tick()
        try house.end(run, attempt: 2, .succeeded, published: ["main", "twin"])
        try await house.engine.tick()
        #expect(try await house.state(run.id) == .succeeded)
        #expect(try await house.store.run(run.id)?.attempts.count == 2)
    }

    @Test("a job is lost only after three looks in a row")
    func lost() async throws {
        let house = try EngineFixture()
        let run = try await house.taken(house.push("a"))
        try await house.engine.tick()
        house.executor.set("\(run.id)/1", .unknown)
        for _ in 0..<2 {
            house.clock.advance(10)
            // Looks without time between them count as one.
            for _ in 0..<3 { try await house.engine.tick() }
        }
        #expect(try await house.state(run.id) == .submitted)
        house.clock.advance(10)
        try await house.engine.tick()
        #expect(try await house.store.run(run.id)?.attempts[0].failure?.reason == .lost)
    }
}
