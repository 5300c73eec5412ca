import Engine
import Foundation
import RunModel
import Testing

@Suite("Why a run waits")
struct QueueViewTests {
    @Test func `a waiting run tells its place, and what keeps it: slots, limits, its budget, its resources, a time`() async throws {
        let house = try EngineFixture(capacity: Resources(vcpus: 2, memoryMiB: 8192, gpus: 0)) { settings in
            settings.limits.author.runs = 1
            settings.limits.repository.vcpus = 2
        }
        let running = try await house.taken(house.push("a", "x\n:ACME_RUN:\n:ACME_VCPUS: 1", by: "ada"))
        try await house.engine.tick()
        house.clock.advance(1)
        let byAuthor = try await house.taken(house.push("b", repository: "forge.example/c/d", by: "ada"))
        house.clock.advance(1)
        let byRepository = try await house.taken(house.push("c", "x\n:ACME_RUN:\n:ACME_VCPUS: 2"))
        house.clock.advance(1)
        let bySlots = try await house.taken(house.push("d", "x\n:ACME_RUN:\n:ACME_VCPUS: 2", repository: "forge.example/e/f"))
        house.clock.advance(1)
        let undecided = try await house.taken(house.push("e", repository: "forge.example/g/h", resources: nil))
        func place(_ run: Run) async throws -> QueueView.Place? {
            try await house.engine.place(of: try #require(try await house.store.run(run.id)))
        }
        #expect(try await place(running) == nil)
        #expect(try await place(byAuthor)?.reason == "next in the queue of scripted; its author may have 1 run at once")
        #expect(try await place(bySlots) == QueueView.Place(number: 2, reason: "place 2 in the queue of scripted; vCPUs: 2 asked, 1 there"))
        #expect(try await place(undecided)?.reason == "place 3 in the queue of scripted; its resources are read from the repository first")
        // Its repository has a run already, so that all others come before it.
        #expect(
            try await place(byRepository)
                == QueueView.Place(number: 4, reason: "place 4 in the queue of scripted; its repository may have 2 vCPUs at once"))
        try await house.engine.tick()
        try house.end(running, .stopped, failure: Failure(.reclaimed, "told to stop", remedy: "nothing"))
        try await house.engine.tick()
        #expect(try await place(running)?.number == nil)
        #expect(try await place(running)?.reason.hasPrefix("until 2023-11-14T") == true)
        #expect(house.forge.statuses.contains { $0.description.contains("its author may have 1 run at once") })
    }

    @Test func `a request that its repository's or author's limit never allows ends at once and names the limit`() async throws {
        let house = try EngineFixture { settings in
            settings.limits.repository.memoryMiB = 4096
            settings.limits.author.vcpus = 2
        }
        let large = try await house.taken(house.push("a", "x\n:ACME_RUN:\n:ACME_MEMORY: 8000"))
        #expect(large.state == .failed(.requestTooLarge))
        #expect(large.failure?.message == "This run can never start: the repository may have 4096 MiB of memory at once.")
        let wide = try await house.taken(house.push("b", "x\n:ACME_RUN:\n:ACME_VCPUS: 3", by: "ada"))
        #expect(wide.failure?.message.contains("an author may have 2 vCPUs at once") == true)
        #expect(try await house.taken(house.push("c", "x\n:ACME_RUN:\n:ACME_VCPUS: 3")).state == .accepted)
    }

    @Test func `several executors at once, each with its own queue, and a project may be kept from naming one`() async throws {
        let gpu = ScriptedExecutor("gpu", capacity: Resources(vcpus: 8, memoryMiB: 65_536, gpus: 1))
        var project = ProjectSettings(name: "b", url: "https://forge.example/a/b")
        project.mayName = ["scripted"]
        let house = try EngineFixture(others: [gpu]) { settings in
            settings.queues = [QueueRule(when: try? QueueCondition("gpus > 0"), on: ["gpu"])]
            settings.projects["b"] = project
        }
        let plain = try await house.taken(house.push("a"))
        let first = try await house.taken(house.push("b", "x\n:ACME_RUN:\n:ACME_GPUS: 1"))
        house.clock.advance(1)
        let second = try await house.taken(house.push("c", "x\n:ACME_RUN:\n:ACME_GPUS: 1"))
        try await house.engine.tick()
        #expect(house.executor.submitted == ["\(plain.id)/1"])
        #expect(gpu.submitted == ["\(first.id)/1"])
        #expect(try await house.engine.place(of: second)?.reason == "next in the queue of gpu; GPUs: 1 asked, 0 there")
        guard case .mistakes(let mistakes) = try await house.engine.take(house.push("d", "x\n:ACME_RUN:\n:ACME_ON: gpu")) else {
            Issue.record("it was taken")
            return
        }
        #expect(mistakes.map(\.message) == ["This project may not name the executor `gpu`."])
    }
}
