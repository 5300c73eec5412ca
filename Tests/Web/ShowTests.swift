import Engine
import RunModel
import SQLiteStore
import Testing
import Web

@Suite("Finding one run")
struct ShowTests {
    /// The promise to scripts: behaviour.md §7, and what the command line shows besides.
    private static let keys: Set<String> = [
        "id", "key", "state", "reason", "attempts", "trigger", "result", "stages", "report", "subject", "branches", "requested_by",
        "resources", "deadline_s", "accepted_at", "started_at", "ended_at", "waiting_until", "queue_reason", "queue_place", "progress",
        "cancel_requested", "failure", "history", "sweep",
    ]

    @Test("a run is found by its id, by any beginning that only it has, and by its time alone")
    func found() async throws {
        let house = try WebFixture()
        let run = try await house.taken("a")
        let id = run.id.text
        for name in [id, String(id.dropLast()), String(id.prefix(12)), "r-2", "r-", "20231114", String(id.dropFirst(2))] {
            let answer = try await house.ask("/api/v1/runs/\(name)")
            #expect(answer.status == 200 && answer.json["id"].text == id, "\(name)")
        }
    }

    @Test("a beginning of several runs is refused, with their ids")
    func ambiguous() async throws {
        let house = try WebFixture()
        let ids = try await [house.taken("a"), house.taken("b")].map(\.id.text)
        for path in ["20231114", "r-", "20231114/log", "20231114/events"] {
            let answer = try await house.ask("/api/v1/runs/\(path)")
            #expect(answer.status == 409 && answer.code == "ambiguous")
            #expect(Set(answer.json["candidates"].list.compactMap(\.text)) == Set(ids))
        }
        for action in ["cancel", "retry"] {
            let answer = try await house.ask("/api/v1/runs/20231114/\(action)", .post)
            #expect(answer.status == 409 && answer.code == "ambiguous")
        }
        #expect(try await house.store.openRuns().count == 2)
    }

    @Test(
        "a run that is not there is not found",
        arguments: ["r-20260102T030405-aaaaaaaa", "r-1999", "x", "%25", "_", "r-%27%20OR%201=1", "%00", "r-20231114T221320-AAAAAAAA"])
    func unknown(name: String) async throws {
        let house = try WebFixture()
        try await house.taken("a")
        let answer = try await house.ask("/api/v1/runs/\(name)")
        #expect(answer.status == 404 && answer.code == "not_found")
        for action in ["cancel", "retry"] {
            #expect(try await house.ask("/api/v1/runs/\(name)/\(action)", .post).code == "not_found")
        }
    }

    @Test("what is echoed of a name is short")
    func echo() async throws {
        let answer = try await WebFixture().ask("/api/v1/runs/\(String(repeating: "x", count: 5000))")
        #expect(answer.status == 404 && answer.text.utf8.count < 400)
    }

    @Test("every key of a run is there from the first moment on, with null where there is nothing")
    func keysOfNew() async throws {
        let house = try WebFixture()
        let run = try await house.taken("a")
        for json in try await [house.ask("/api/v1/runs/\(run.id)").json, house.ask("/api/v1/runs").json["runs"].list[0]] {
            #expect(json.keys == Self.keys)
            for key in ["reason", "result", "report", "requested_by", "started_at", "ended_at", "waiting_until", "progress", "failure"] {
                #expect(json[key] == .null, "\(key)")
            }
            #expect(json["trigger"].keys == ["repository", "branch", "commit"])
            #expect(json["attempts"] == .number(0) && json["cancel_requested"] == .flag(false))
            #expect(json["accepted_at"] == .text("2023-11-14T22:13:20.000Z"))
        }
    }

    @Test("a failed run tells the reason and the whole way there")
    func failed() async throws {
        let house = try WebFixture()
        let run = try await house.started("a")
        try await house.fail(run)
        let json = try await house.ask("/api/v1/runs/\(run.id)").json
        #expect(json.keys == Self.keys)
        #expect(json["state"] == .text("failed") && json["reason"] == .text("stage_failed") && json["attempts"] == .number(1))
        #expect(json["failure"]["message"] == .text("it failed") && json["failure"]["remedy"] == .text("mend it"))
        #expect(json["history"].list.map { $0["state"].text } == ["accepted", "submitted", "running", "failed"])
        #expect(json["report"]["outcome"] == .text("failed"))
    }

    @Test("a published result has all of its keys")
    func result() async throws {
        let house = try WebFixture()
        let run = try await house.started("a")
        let commit = try #require(CommitSHA(String(repeating: "f", count: 40)))
        _ = try await house.store.update(run.id) { run in
            run.result = Run.Result(
                ref: "refs/bunsen/result/x", commit: commit,
                published: [Publication(branch: "main", ref: "refs/heads/main", outcome: .updated)])
        }
        let json = try await house.ask("/api/v1/runs/\(run.id)").json["result"]
        #expect(json.keys == ["ref", "commit", "branch", "published"])
        #expect(json["branch"] == .text("main") && json["commit"].text == commit.text)
        _ = try await house.store.update(run.id) { $0.result?.published = [] }
        #expect(try await house.ask("/api/v1/runs/\(run.id)").json["result"]["branch"] == .null)
    }
}
