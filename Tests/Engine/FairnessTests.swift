import Engine
import Foundation
import RunModel
import TestKit
import Testing

@Suite struct FairnessTests {
    @Test(arguments: [(899.0, 1), (900.0, 0)])
    func `a large run is passed by smaller ones only until it has waited a quarter of an hour`(age: Double, starts: Int) throws {
        var large = try Run.sample(0)
        large.resources = Resources(vcpus: 4)
        let small = try Run.sample(1, sha: "b")
        let chosen = Self.choose([large, small], free: Resources(vcpus: 2, memoryMiB: 8192), after: age)
        #expect(chosen == (starts == 1 ? [small.id] : []))
    }

    @Test func `repositories take turns, and within one the oldest comes first`() throws {
        let flood = try (0..<4).map { try QueueSamples.run($0, repository: "forge.example/a/flood", at: Double($0)) }
        let other = try (4..<6).map { try QueueSamples.run($0, repository: "forge.example/a/other", at: Double($0)) }
        let busy = try QueueSamples.running(6, repository: "forge.example/a/flood")
        #expect(
            Self.choose((flood + other).shuffled(), active: [busy], after: 10)
                == [other[0], flood[0], other[1], flood[1], flood[2], flood[3]].map(\.id))
    }

    @Test(arguments: [(3599.0, true), (3600.0, false)])
    func `a higher priority goes first, but passes nobody who has waited for an hour`(age: Double, highFirst: Bool) throws {
        let low = try QueueSamples.run(0, repository: "forge.example/a/low", at: 0)
        let high = try QueueSamples.run(1, repository: "forge.example/a/high", at: age)
        let settings = QueueSamples.settings(["low": { $0.priority = 1 }, "high": { $0.priority = 9 }])
        let chosen = Self.choose([low, high], free: Resources(vcpus: 1, memoryMiB: 8192), after: age, settings)
        #expect(chosen == [highFirst ? high.id : low.id])
    }

    @Test func `a repository at its limit is passed by others and keeps no slot empty`() throws {
        let held = try QueueSamples.run(0, repository: "forge.example/a/small", at: 0)
        let other = try QueueSamples.run(1, repository: "forge.example/a/other", at: 1)
        let active = try QueueSamples.running(2, repository: "forge.example/a/small")
        let settings = QueueSamples.settings(["small": { $0.limits.runs = 1 }])
        // Not even when it has waited for so long that it would have the machine emptied.
        #expect(Self.choose([held, other], active: [active], after: 5000, settings) == [other.id])
        #expect(Self.choose([held, other], active: [], after: 5000, settings) == [held.id, other.id])
    }

    @Test(
        "each limit counts what is under way and what starts in the same round",
        arguments: [
            (UsageLimits(runs: 2), 1), (UsageLimits(vcpus: 3), 2), (UsageLimits(memoryMiB: 4096), 1), (UsageLimits(gpus: 1), 0),
            (UsageLimits(), 5),
        ])
    func limits(limits: UsageLimits, starts: Int) throws {
        let resources = Resources(vcpus: 1, memoryMiB: 2048, gpus: 1)
        let waiting = try (0..<5).map { try QueueSamples.run($0, repository: "forge.example/a/one", at: Double($0), resources: resources) }
        let active = try QueueSamples.running(6, repository: "forge.example/a/one", resources: resources)
        var settings = ServiceSettings(state: "/nowhere")
        settings.limits.repository = limits
        #expect(Self.choose(waiting, active: [active], after: 10, settings).count == starts)
    }

    @Test func `an author's runs count in all repositories, and whoever is not known has no such limit`() throws {
        var waiting = try (0..<3).map { try QueueSamples.run($0, repository: "forge.example/a/r\($0)", at: Double($0)) }
        waiting[0].requestedBy = "ada"
        waiting[1].requestedBy = "ada"
        var settings = ServiceSettings(state: "/nowhere")
        settings.limits.author.runs = 1
        #expect(Self.choose(waiting, after: 10, settings) == [waiting[0].id, waiting[2].id])
    }

    @Test func `whatever comes in, nobody starves: an old run of low priority in one slot starts within its hour and a few runs`() throws {
        let settings = QueueSamples.settings(["low": { $0.priority = -1 }, "high": { $0.priority = 5 }])
        var waiting = [try QueueSamples.run(0, repository: "forge.example/a/low", at: 0)]
        let low = waiting[0].id
        var startedAt: Double?
        // A run of ten minutes each, and two new ones of high priority every time.
        for round in 0..<60 where startedAt == nil {
            let time = Double(round) * 600
            for n in 0..<2 { waiting.append(try QueueSamples.run(1 + 2 * round + n, repository: "forge.example/a/high", at: time)) }
            let chosen = Self.choose(waiting, free: Resources(vcpus: 1, memoryMiB: 8192), after: time, settings)
            #expect(chosen.count == 1)
            if chosen == [low] { startedAt = time }
            waiting.removeAll { chosen.contains($0.id) }
        }
        #expect(startedAt == 3600)
    }

    private static func choose(
        _ waiting: [Run], active: [Run] = [], free: Resources? = nil, after seconds: Double,
        _ settings: ServiceSettings = ServiceSettings(state: "/nowhere")
    ) -> [RunID] {
        Fairness.choose(
            from: waiting, active: active, free: free, now: Date(timeIntervalSince1970: 1000 + seconds),
            policy: QueuePolicy(settings, for: waiting + active))
    }
}

/// Runs in a queue.
enum QueueSamples {
    static func run(_ n: Int, repository: String, at seconds: Double, resources: Resources = Resources()) throws -> Run {
        let letters = Array("abcdefghijklmnopqrstuvwxyz")
        return Run(
            id: try #require(RunID("r-20260102T030405-aaaaa\(letters[n / 676 % 26])\(letters[n / 26 % 26])\(letters[n % 26])")),
            request: RunRequest(
                repository: try #require(RepositoryName(repository)),
                sha: try #require(CommitSHA(String(repeating: "0", count: 37) + String(n + 256, radix: 16)))),
            cloneURL: "https://\(repository)", destination: .origin, branches: [try #require(BranchName("main"))],
            resources: resources, deadlineSeconds: 60, subject: "s", acceptedAt: Date(timeIntervalSince1970: 1000 + seconds), cause: "push")
    }

    static func running(_ n: Int, repository: String, resources: Resources = Resources(), on executor: String = "local") throws -> Run {
        var run = try run(n, repository: repository, at: 0, resources: resources)
        run.attempts = [Run.Attempt(number: 1, executor: executor, nonce: "n", submittedAt: run.acceptedAt)]
        try run.move(to: .submitted, at: run.acceptedAt, because: "test")
        return run
    }

    /// Projects of `forge.example/a/NAME`.
    static func settings(_ projects: [String: (inout ProjectSettings) -> Void]) -> ServiceSettings {
        var settings = ServiceSettings(state: "/nowhere")
        for (name, change) in projects {
            var project = ProjectSettings(name: name, url: "https://forge.example/a/\(name)")
            change(&project)
            settings.projects[name] = project
        }
        return settings
    }
}
