import Engine
import RunModel
import SQLiteStore
import Testing
import Web

@Suite("Changing a run over the API")
struct ChangeTests {
    @Test("cancelling a waiting run ends it; a second time it is not possible any more")
    func cancel() async throws {
        let house = try WebFixture()
        let run = try await house.taken("a")
        let answer = try await house.ask("/api/v1/runs/\(run.id)/cancel", .post)
        #expect(answer.status == 202 && answer.json["state"] == .text("cancelled"))
        let again = try await house.ask("/api/v1/runs/\(run.id)/cancel", .post)
        #expect(again.status == 409 && again.code == "not_possible")
        #expect(again.json["message"].text?.contains(run.id.text) == true)
    }

    @Test("cancelling a running run is noted on it until its job has ended")
    func cancelRunning() async throws {
        let house = try WebFixture()
        let run = try await house.started("a")
        let answer = try await house.ask("/api/v1/runs/\(run.id.text.prefix(20))/cancel", .post)
        #expect(answer.status == 202 && answer.json["state"] == .text("running") && answer.json["cancel_requested"] == .flag(true))
        try await house.fail(run, .reclaimed)
        #expect(try await house.now(run).state == .cancelled)
    }

    @Test("an ended run is tried again; one that has not ended cannot be")
    func retry() async throws {
        let house = try WebFixture()
        let run = try await house.started("a")
        let early = try await house.ask("/api/v1/runs/\(run.id)/retry", .post)
        #expect(early.status == 409 && early.code == "not_possible")
        try await house.fail(run)
        let answer = try await house.ask("/api/v1/runs/\(run.id)/retry", .post)
        #expect(answer.status == 202 && answer.json["id"].text == run.id.text && answer.json["state"] == .text("accepted"))
        #expect(answer.json["reason"] == .null && answer.json["failure"] != .missing)
    }

    @Test("an executor's trouble in stopping a job is not told in its words")
    func trouble() async throws {
        let house = try WebFixture()
        let run = try await house.started("a")
        house.executor.breakDown("the-secret-words")
        let answer = try await house.ask("/api/v1/runs/\(run.id)/cancel", .post)
        #expect(!answer.text.contains("the-secret-words"))
        // What was asked stays asked: the engine's next rounds stop the job.
        #expect(try await house.now(run).cancelRequested)
    }
}

@Suite("Over TCP nothing is changed")
struct TransportTests {
    @Test(
        "what would change anything is refused before it is looked at",
        arguments: ["runs", "runs/r-1/cancel", "runs/r-1/retry", "spool", "nowhere"], [Verb.post, .put, .delete, .patch, .options])
    func refused(path: String, method: Verb) async throws {
        let answer = try await WebFixture().ask("/api/v1/\(path)", method, body: "{", over: .tcp)
        #expect(answer.status == 403 && answer.code == "socket_only")
    }

    @Test("a run of somebody's is neither cancelled nor tried again")
    func noEffect() async throws {
        let house = try WebFixture()
        let run = try await house.taken("a")
        #expect(try await house.ask("/api/v1/runs/\(run.id)/cancel", .post, over: .tcp).status == 403)
        #expect(try await house.now(run) == run)
    }

    @Test(
        "nothing is read over TCP by who cannot be seen to be at this machine",
        arguments: ["runs", "runs/{id}", "runs/{id}/log", "runs/{id}/events", "status"])
    func reading(path: String) async throws {
        let house = try WebFixture()
        let run = try await house.taken("a")
        let uri = "/api/v1/\(path.replacing("{id}", with: run.id.text))"
        let answer = try await house.ask(uri, over: .tcp)
        #expect(answer.status == 403 && answer.code == "local_only")
        #expect(try await house.ask(uri, over: .socket).status == 200)
    }
}
