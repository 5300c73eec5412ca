import Engine
import Foundation
import RunModel
import Testing

@Suite("The budget of a month")
struct BudgetTests {
    /// The fixture's clock stands in November 2023.
    private static func house(_ budget: BudgetSettings) throws -> EngineFixture {
        try EngineFixture { $0.budget = budget }
    }

    private func ran(_ house: EngineFixture, _ digit: Character, seconds: Double, attempt: Int = 1) async throws -> Run {
        let run = try await house.taken(house.push(digit, "x\n:ACME_RUN:\n:ACME_VCPUS: 2"))
        try await house.engine.tick()
        house.executor.set("\(run.id)/1", .running(since: house.clock.now, progress: JobProgress(step: .reproduce)))
        try await house.engine.tick()
        house.clock.advance(seconds)
        return run
    }

    @Test func `over it nothing starts, what runs goes on, and the status says what was used, when it is new, and what to do`() async throws
    {
        let house = try Self.house(BudgetSettings(vcpuHours: 2))
        // Two vCPUs for an hour and a half: what still runs counts.
        let running = try await ran(house, "a", seconds: 5400)
        let late = try await house.taken(house.push("b"))
        let other = try await house.taken(house.push("c", repository: "forge.example/c/d"))
        try await house.engine.tick()
        #expect(try await house.state(running.id) == .running)
        #expect(try await house.state(other.id) == .submitted)
        let refused = try #require(try await house.store.run(late.id))
        #expect(refused.state == .failed(.overBudget) && refused.attempts.isEmpty)
        #expect(refused.failure?.message == "forge.example/a/b has used 3 of its 2 vCPU-hours in 2023-11.")
        #expect(
            refused.failure?.remedy.contains("2023-12-01T00:00:00Z") == true
                && refused.failure?.remedy.contains("bunsen runs retry") == true)
        #expect(house.forge.reports.map(\.run) == [late.id])
        // Its retries are its own.
        try house.end(running, .stopped, failure: Failure(.reclaimed, "told to stop", remedy: "nothing"))
        try await house.engine.tick()
        house.clock.advance(10)
        try await house.engine.tick()
        #expect(house.executor.submitted.contains("\(running.id)/2"))
        // Asked again it is refused again, and in the next month it starts.
        _ = try await house.engine.retry(late.id)
        try await house.engine.tick()
        #expect(try await house.state(late.id) == .failed(.overBudget))
        house.clock.advance(31 * 86_400)
        try house.end(running, attempt: 2, .succeeded)
        _ = try await house.engine.retry(late.id)
        try await house.engine.tick()
        #expect(try await house.state(late.id) == .submitted)
    }

    @Test func `a joined branch, and a budget of GPUs for runs without`() async throws {
        let house = try Self.house(BudgetSettings(gpuHours: 1))
        let run = try await ran(house, "a", seconds: 36_000)
        try house.end(run, .succeeded)
        try await house.engine.tick()
        #expect(try await house.state(run.id) == .succeeded)
        let next = try await house.taken(house.push("b"))
        try await house.engine.tick()
        #expect(try await house.state(next.id) == .submitted)
    }

    @Test func `use is counted once, by month, whoever asks and restarts`() async throws {
        let house = try Self.house(BudgetSettings())
        // From 2023-11-14 on: until some hours into December.
        let run = try await ran(house, "a", seconds: 0)
        let november = Month(of: house.clock.now)
        let before = november.end.timeIntervalSince(house.clock.now)
        house.clock.advance(before + 7200)
        try house.end(run, .failed, failure: Failure(.stageFailed, "it failed", remedy: "mend it"))
        // The end is told with the start that the executor knows.
        let start = november.end - before
        house.executor.set(
            "\(run.id)/1",
            .ended(
                Evidence(
                    end: JobEnd(outcome: .failed, failure: Failure(.stageFailed, "it failed", remedy: "mend it"), endedAt: house.clock.now),
                    startedAt: start, endedAt: house.clock.now)))
        for _ in 0..<3 { try await house.engine.tick() }
        let name = run.request.repository
        let december = Month(of: house.clock.now)
        #expect(november.description == "2023-11" && december.description == "2023-12")
        #expect(try await house.store.usage(in: november) == [name: Usage(vcpuSeconds: 2 * before)])
        #expect(try await house.store.usage(in: december) == [name: Usage(vcpuSeconds: 14_400)])
        // Whatever else is written into the run counts nothing.
        try await house.store.update(run.id) { $0.subject = "other" }
        #expect(try await house.store.usage(in: december) == [name: Usage(vcpuSeconds: 14_400)])
    }
}
