import Engine
import Foundation
import RunModel
import TestKit
import Testing

@Suite("A newer push, where `supersede` is on")
struct SupersedeTests {
    private static let sweep = "x\n:ACME_RUN: -S lr=1,2,3\n:ACME_RUN_EXP:"

    private func house() throws -> EngineFixture {
        try EngineFixture(capacity: Resources(vcpus: 1, memoryMiB: 99_999, gpus: 0)) { settings in
            settings.supersede = true
            settings.projects["b"] = ProjectSettings(name: "b", url: "https://forge.example/a/b")
        }
    }

    @Test("takes what still waits on its branch out of the queue, and nothing else")
    func runs() async throws {
        let house = try house()
        let started = try await house.taken(house.push("a"))
        try await house.engine.tick()
        let waiting = try await house.taken(house.push("b"))
        let elsewhere = try await house.taken(house.push("c", branch: "other"))
        let newer = try await house.taken(house.push("d"))
        #expect(try await house.state(started.id) == .submitted)
        #expect(try await house.state(waiting.id) == .superseded)
        #expect(try await house.state(elsewhere.id) == .accepted)
        #expect(try await house.state(newer.id) == .accepted)
    }

    @Test("that is a sweep does so when it has its runs, and its own stay")
    func sweeps() async throws {
        let house = try house()
        _ = try await house.taken(house.push("a"))
        try await house.engine.tick()
        _ = try await house.engine.take(house.push("b", Self.sweep))
        try await house.engine.tick()
        _ = try await house.engine.take(house.push("c", Self.sweep))
        try await house.engine.tick()
        try await house.engine.tick()
        let states = try await house.store.runs(RunFilter(), limit: 99).filter { $0.sweep != nil }.map {
            ($0.request.sha.text.first, $0.state)
        }
        #expect(states.filter { $0.0 == "b" }.map(\.1) == [.superseded, .superseded, .superseded])
        #expect(states.filter { $0.0 == "c" }.map(\.1) == [.accepted, .accepted, .accepted])
        #expect(house.forge.boards.last { $0.counts.isEnded }?.counts.cancelled == 3)
    }
}
