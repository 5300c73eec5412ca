import Engine
import RunModel
import SQLiteStore
import Synchronization
import TestKit
import Testing
import Web

@Suite("The service's own routes")
struct ServiceRouteTests {
    @Test("a service whose store answers is alive and ready", arguments: ["healthz", "readyz"])
    func ready(name: String) async throws {
        let answer = try await WebFixture().ask("/\(name)")
        #expect(answer.status == 200 && answer.text == "ok\n")
    }

    @Test("the status counts open runs, and says what is free")
    func status() async throws {
        let house = try WebFixture()
        _ = try await house.started("a")
        try await house.taken("b")
        let json = try await house.ask("/api/v1/status").json
        #expect(json.keys == ["pid", "started_at", "executors", "open", "projects", "heard"])
        #expect(json["pid"] == .number(4711) && json["open"] == .object(["running": .number(1), "accepted": .number(1)]))
        let executor = try #require(json["executors"].list.first)
        #expect(executor.keys == ["name", "capacity", "free"])
        #expect(executor["free"]["vcpus"] == .number(3) && executor["capacity"]["vcpus"] == .number(4))
    }

    @Test("a poke drains the named file, and gives the pusher's lines; a file that is gone gives none")
    func spool() async throws {
        let house = try WebFixture(drain: { $0 == "a.json" ? ["bunsen: took it"] : nil })
        let answer = try await house.ask("/api/v1/spool", .post, body: #"{"file":"a.json"}"#)
        #expect(answer.status == 200 && answer.text == "{\"lines\":[\"bunsen: took it\"]}\n")
        #expect(try await house.ask("/api/v1/spool", .post, body: #"{"file":"b.json"}"#).text == "{\"lines\":[]}\n")
    }

    @Test(
        "a poke names a file in the spool and nothing else",
        arguments: [#""""#, #""..""#, #"".x""#, #""../x""#, #""a/b""#, #""/etc/passwd""#, #""a\u0000b""#, "1", "null"])
    func strangeFile(name: String) async throws {
        let seen = Mutex<[String]>([])
        let house = try WebFixture(drain: { name in
            seen.withLock { $0.append(name) }
            return nil
        })
        let answer = try await house.ask("/api/v1/spool", .post, body: "{\"file\":\(name)}")
        #expect(answer.status == 400 && answer.code == "bad_request")
        #expect(seen.withLock { $0.isEmpty })
    }

    @Test(
        "a route that is not there is JSON, too",
        arguments: ["/", "/nowhere", "/api/v1", "/api/v1/nowhere", "/api/v2/runs", "/api/v1/runs/a/b/c", "/api/v1/runs/", "/../etc/passwd"])
    func unknown(path: String) async throws {
        let answer = try await WebFixture().ask(path)
        if path == "/api/v1/runs/" { return #expect(answer.status == 200) }
        #expect(answer.status == 404 && answer.code == "not_found")
    }

    @Test("a method that a route has not is refused as JSON, too", arguments: ["/api/v1/status", "/healthz", "/api/v1/runs/r-1"])
    func method(path: String) async throws {
        let answer = try await WebFixture().ask(path, .delete)
        #expect(answer.code == "not_found" || answer.code == "bad_request")
        #expect((400...405).contains(answer.status))
    }
}

@Suite("Errors of our own")
struct InternalErrorTests {
    private struct Trouble: Error, CustomStringConvertible { let description = "the-secret-words at /srv/ada" }

    @Test("an unexpected error is in the log and not in the answer")
    func unexpected() async throws {
        let house = try WebFixture(drain: { _ in throw Trouble() })
        let answer = try await house.ask("/api/v1/spool", .post, body: #"{"file":"a.json"}"#)
        #expect(answer.status == 500 && answer.code == "internal_error")
        #expect(!answer.text.contains("the-secret-words") && !answer.text.contains("Trouble"))
        #expect(house.log.lines.contains { $0.contains("the-secret-words") })
    }

    @Test("a store that does not answer makes the service not ready, and is not told in its words")
    func brokenStore() async throws {
        let house = try WebFixture()
        let run = try await house.taken("a")
        let drop = "import sqlite3,sys; c = sqlite3.connect(sys.argv[1]); c.execute('DROP TABLE runs'); c.commit()"
        try await Program.run(["python3", "-c", drop, "\(house.scratch.path)/bunsen.sqlite"])
        let ready = try await house.ask("/readyz")
        #expect(ready.status == 503 && ready.code == "not_ready")
        #expect(try await house.ask("/healthz").status == 200)
        for path in ["runs", "runs/\(run.id)", "runs/\(run.id)/log", "status"] {
            let answer = try await house.ask("/api/v1/\(path)")
            #expect(answer.status == 500 && answer.code == "internal_error")
            #expect(!answer.text.contains("SQL") && !answer.text.contains("table"))
        }
        #expect(house.log.lines.count >= 5)
    }
}
