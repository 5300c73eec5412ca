import Engine
import Foundation
import RunModel
import Testing

@Suite("Which executor takes a run")
struct RoutingTests {
    private static let executors: [(name: String, capacity: Resources?)] = [
        ("local", Resources(vcpus: 4, memoryMiB: 8192, gpus: 0)), ("gpu", Resources(vcpus: 16, memoryMiB: 65_536, gpus: 2)),
        ("cloud", nil),
    ]

    @Test(
        "the first rule that holds says, and where none does, the first executor",
        arguments: [
            (Resources(gpus: 1), "gpu"), (Resources(gpus: 9), "cloud"), (Resources(memoryMiB: 65_537), "cloud"),
            (Resources(memoryMiB: 65_536), nil), (Resources(vcpus: 2), "local"), (Resources(vcpus: 16), "cloud"),
        ] as [(Resources, String?)])
    func rules(resources: Resources, executor: String?) throws {
        var settings = ServiceSettings(state: "/nowhere")
        settings.queues = [
            QueueRule(when: try QueueCondition("gpus > 0"), on: ["gpu", "cloud"]),
            QueueRule(when: try QueueCondition("memory > 64GiB"), on: ["cloud"]),
            QueueRule(when: try QueueCondition("vcpus >= 16 and repository = forge.example/a/*"), on: ["cloud"]),
        ]
        let run = try QueueSamples.run(0, repository: "forge.example/a/b", at: 0, resources: resources)
        let routing = Routing(settings, executors: Self.executors)
        #expect(routing.executor(for: run, at: run.acceptedAt) == executor)
        #expect((routing.shortage(of: run) == nil) == (executor != nil))
    }

    @Test func `what the commit names goes before every rule`() throws {
        var settings = ServiceSettings(state: "/nowhere")
        settings.queues = [QueueRule(on: ["gpu"])]
        var run = try QueueSamples.run(0, repository: "forge.example/a/b", at: 0)
        #expect(Routing(settings, executors: Self.executors).executor(for: run, at: run.acceptedAt) == "gpu")
        run.on = "local"
        #expect(Routing(settings, executors: Self.executors).executor(for: run, at: run.acceptedAt) == "local")
    }

    @Test func `without capacity for its time the next executor has its turn, and after the last the first again`() throws {
        var settings = ServiceSettings(state: "/nowhere")
        settings.queues = [QueueRule(on: ["local", "gpu", "cloud"])]
        settings.retry.nextQueueSeconds = 100
        var run = try QueueSamples.run(0, repository: "forge.example/a/b", at: 0)
        var attempt = Run.Attempt(number: 1, executor: "local", nonce: "n", submittedAt: run.acceptedAt)
        attempt.failure = Failure(.noCapacity, "full", remedy: "wait")
        run.attempts = [attempt]
        let routing = Routing(settings, executors: Self.executors)
        let turns = [0, 99, 100, 199, 200, 299, 300].map { routing.executor(for: run, at: run.acceptedAt + Double($0)) }
        #expect(turns == ["local", "local", "gpu", "gpu", "cloud", "cloud", "local"])
        run.attempts[0].failure = Failure(.lost, "lost", remedy: "wait")
        #expect(routing.executor(for: run, at: run.acceptedAt + 200) == "local")
    }

    @Test(
        "a condition says what it cannot mean",
        arguments: [
            "", "gpus", "gpus > x", "gpus > -1", "disk > 3", "memory > 64", "memory > 64GB", "gpus > 0 and", "and", "gpus => 1",
            "repository > a", "repository =", "gpus ! 3", "memory > 99999999999999999999GiB", "gpus > 0 or gpus < 3",
        ])
    func mistakes(text: String) {
        #expect(throws: QueueCondition.Mistake.self) { try QueueCondition(text) }
    }

    @Test(
        "every comparison",
        arguments: [
            ("vcpus > 4", false), ("vcpus >= 4", true), ("vcpus < 4", false), ("vcpus <= 4", true), ("vcpus = 4", true), ("vcpus=5", false),
            ("memory = 8GiB", true), ("memory > 8191MiB", true), ("memory < 1TiB", true), ("repository = forge.example/*", false),
            ("repository = forge.example/**", true), ("gpus < 1 and vcpus > 1", true),
        ])
    func comparisons(text: String, holds: Bool) throws {
        let name = try #require(RepositoryName("forge.example/a/b"))
        let condition = try QueueCondition(text)
        #expect(condition.holds(for: Resources(vcpus: 4, memoryMiB: 8192, gpus: 0), of: name) == holds)
        #expect(try JSONDecoder().decode(QueueCondition.self, from: JSONEncoder().encode(condition)) == condition)
    }
}
