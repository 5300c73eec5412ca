import Engine
import Foundation
import RunModel
import SQLiteStore
import Testing
import Web

@Suite("Listing runs")
struct ListTests {
    private func ids(_ answer: Answer) -> Set<String> { Set(answer.json["runs"].list.compactMap { $0["id"].text }) }

    @Test("an empty service has an empty list")
    func empty() async throws {
        let answer = try await WebFixture().ask("/api/v1/runs")
        #expect(answer.status == 200 && answer.type == "application/json")
        #expect(answer.text == "{\"runs\":[]}\n")
    }

    @Test("a repository, its URL, states and a limit choose among runs, alone and together")
    func filters() async throws {
        let house = try WebFixture()
        let other = try await house.taken("b", repository: "forge.example/c/d")
        let failed = try await house.started("a")
        try await house.fail(failed)
        let cancelled = try await house.taken("c")
        _ = try await house.engine.cancel(cancelled.id)
        let waiting = try await house.taken("d")
        func list(_ query: String) async throws -> Set<String> { ids(try await house.ask("/api/v1/runs?\(query)")) }

        let mine = Set([failed, cancelled, waiting].map(\.id.text))
        #expect(try await list("") == mine.union([other.id.text]))
        #expect(try await list("repository=forge.example/a/b") == mine)
        #expect(try await list("repository=https%3A%2F%2Fforge.example%2Fa%2Fb.git") == mine)
        #expect(try await list("repository=git%40forge.example:a/b") == mine)
        #expect(try await list("repository=forge.example/none") == [])
        #expect(try await list("state=failed") == [failed.id.text])
        #expect(try await list("state=failed,cancelled") == [failed.id.text, cancelled.id.text])
        #expect(try await list("state=failed&state=cancelled") == [failed.id.text, cancelled.id.text])
        #expect(try await list("state=submitted,failed&repository=forge.example/c/d") == [other.id.text])
        #expect(try await list("limit=2").count == 2)
    }

    @Test("a key gives the one run that has it, whole")
    func key() async throws {
        let house = try WebFixture()
        let run = try await house.taken("a")
        try await house.taken("b")
        let found = try await house.ask("/api/v1/runs?key=\(run.key)").json["runs"].list
        #expect(found.map { $0["id"].text } == [run.id.text])
        #expect(found.first?["history"].list.count == 1)
        let none = try await house.ask("/api/v1/runs?key=\(String(repeating: "0", count: 64))")
        #expect(none.status == 200 && none.text == "{\"runs\":[]}\n")
    }

    @Test("newer runs come first, and without their reports and histories")
    func order() async throws {
        let house = try WebFixture()
        let runs = [try await house.started("a"), try await house.taken("b")]
        try await house.fail(runs[0])
        let list = try await house.ask("/api/v1/runs").json["runs"].list
        #expect(list.compactMap { $0["id"].text } == runs.map(\.id.text).sorted(by: >))
        #expect(list.allSatisfy { $0["report"] == .null && $0["history"] == .list([]) })
    }

    @Test("a waiting run says why it waits, a running one how far it is")
    func news() async throws {
        let house = try WebFixture()
        let running = try await house.started("a")
        let waiting = try await house.taken("b")
        for document in try await house.ask("/api/v1/runs").json["runs"].list {
            if document["id"].text == waiting.id.text {
                #expect(document["queue_reason"] == .text("next in the queue of stand-in"))
                #expect(document["progress"] == .null)
            } else {
                #expect(document["id"].text == running.id.text && document["queue_reason"] == .null)
                #expect(document["progress"]["step"] == .text("reproduce"))
            }
        }
    }

    @Test(
        "what a filter cannot mean is refused",
        arguments: [
            "limit=0", "limit=-1", "limit=1001", "limit=many", "limit=", "limit=9999999999999999999999", "limit=1.5", "repository=",
            "repository=a%0Ab", "key=", "key=abc", "key=\(String(repeating: "G", count: 64))", "key=\(String(repeating: "A", count: 64))",
        ])
    func refused(query: String) async throws {
        let answer = try await WebFixture().ask("/api/v1/runs?\(query)")
        #expect(answer.status == 400 && answer.code == "bad_request")
        #expect(answer.json.keys == ["code", "message", "remedy"])
    }
}
