import Engine
import Foundation
import RunModel
import Testing

@Suite("What is tried again")
struct RetryTests {
    private static func attempt(
        _ reason: FailureReason, stage: String? = "train", exit: Int? = 1, done: Int? = 2, at seconds: Double = 0
    ) -> Run.Attempt {
        var attempt = Run.Attempt(number: 1, executor: "local", nonce: "n", submittedAt: Date(timeIntervalSince1970: seconds))
        attempt.failure = Failure(reason, "it failed", remedy: "mend it", stage: stage, exitCode: exit)
        attempt.stagesDone = done
        attempt.endedAt = Date(timeIntervalSince1970: seconds)
        return attempt
    }

    @Test(
        "the same end of the same stage without progress is a loop after two attempts, but not where a machine failed",
        arguments: [
            ([attempt(.unreachable)], false), ([attempt(.unreachable), attempt(.unreachable)], true),
            ([attempt(.unreachable), attempt(.unreachable, done: 3)], false),
            ([attempt(.unreachable), attempt(.unreachable, exit: 2)], false),
            ([attempt(.unreachable), attempt(.unreachable, stage: "test")], false), ([attempt(.unreachable), attempt(.lost)], false),
            ([attempt(.unreachable, stage: nil), attempt(.unreachable, stage: nil)], false),
            ([attempt(.reclaimed), attempt(.reclaimed)], false),
            ([attempt(.nodeFailed), attempt(.unreachable), attempt(.unreachable)], false),
            ([attempt(.unreachable, done: nil), attempt(.unreachable, done: nil)], true),
            ([attempt(.unreachable), attempt(.unreachable, stage: "test"), attempt(.unreachable, stage: "test")], true),
        ])
    func loops(attempts: [Run.Attempt], isLoop: Bool) throws {
        #expect(CrashLoop.isOne(attempts) == isLoop)
        guard let failure = attempts.last?.failure, failure.reason == .unreachable else { return }
        #expect((RetryPolicy(RetrySettings()).decide(failure, attempts: attempts, spread: 0) == .end) == isLoop)
    }

    @Test(
        "memory is doubled once, where it is allowed, up to what is allowed and what there is",
        arguments: [
            (nil, 2048, 8192, 1, nil), (8192, 2048, 8192, 1, 4096), (3000, 2048, 8192, 1, 3000), (8192, 2048, 2500, 1, 2500),
            (8192, 2048, 2048, 1, nil), (2048, 2048, 8192, 1, nil), (8192, 2048, 8192, 2, nil),
        ] as [(Int?, Int, Int, Int, Int?)])
    func memory(limit: Int?, had: Int, most: Int, times: Int, gets: Int?) {
        var settings = RetrySettings()
        settings.memoryLimitMiB = limit
        let failure = Failure(.outOfMemory, "too much", remedy: "ask for more")
        let attempts = (0..<times).map { _ in Self.attempt(.outOfMemory) }
        let decision = RetryPolicy(settings).decide(failure, attempts: attempts, spread: 0, memory: (had, most))
        #expect(decision == (gets.map { .retryWithMemory(after: 1, mebibytes: $0) } ?? .end))
    }

    @Test func `no pause is longer than the longest, jitter apart, and no capacity is waited for as long as the settings say`() {
        var settings = RetrySettings()
        settings.longestPauseSeconds = 20
        settings.unreachableSeconds = 86_400
        let failure = Failure(.unreachable, "no route", remedy: "wait")
        let attempts = (0..<40).map { Self.attempt(.unreachable, stage: nil, at: Double($0)) }
        #expect(RetryPolicy(settings).decide(failure, attempts: attempts, spread: 0.5) == .retry(after: 30))
        settings.noCapacitySeconds = 100
        let full = Failure(.noCapacity, "full", remedy: "wait")
        let waits = [0, 50, 99].map { Self.attempt(.noCapacity, stage: nil, at: $0) }
        #expect(RetryPolicy(settings).decide(full, attempts: waits, spread: 0) == .retry(after: 20))
        #expect(RetryPolicy(settings).decide(full, attempts: waits + [Self.attempt(.noCapacity, stage: nil, at: 100)], spread: 0) == .end)
    }

    @Test func `a job that ran out of memory gets double in its next attempt, and each attempt says what it had`() async throws {
        let house = try EngineFixture { $0.retry.memoryLimitMiB = 6000 }
        let run = try await house.taken(house.push("a", "x\n:ACME_RUN:\n:ACME_MEMORY: 4096"))
        for attempt in 1...2 {
            try await house.engine.tick()
            try house.end(run, attempt: attempt, .failed, failure: Failure(.outOfMemory, "too much", remedy: "ask for more"))
            try await house.engine.tick()
            house.clock.advance(60)
        }
        try await house.engine.tick()
        let ended = try #require(try await house.store.run(run.id))
        #expect(ended.state == .failed(.outOfMemory))
        #expect(ended.attempts.map(\.resources?.memoryMiB) == [4096, 6000])
        #expect(ended.history.contains { $0.cause.contains("gets 6000 MiB instead of 4096") })
    }

    @Test func `without capacity a run goes to the next executor of its rule`() async throws {
        let cloud = ScriptedExecutor("cloud", capacity: nil)
        let house = try EngineFixture(others: [cloud]) { settings in
            settings.queues = [QueueRule(on: ["scripted", "cloud"])]
            settings.retry.nextQueueSeconds = 60
        }
        let run = try await house.taken(house.push("a"))
        house.executor.refuse(ExecutorError(Failure(.noCapacity, "full", remedy: "wait"), isTransient: true))
        for _ in 0..<4 {
            try await house.engine.tick()
            house.clock.advance(60)
        }
        #expect(cloud.submitted == ["\(run.id)/2"])
        #expect(try await house.store.run(run.id)?.attempts.map(\.executor) == ["scripted", "cloud"])
    }
}
