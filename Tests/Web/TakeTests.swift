import Engine
import Foundation
import RunModel
import SQLiteStore
import Testing
import Web

@Suite("Taking a push over the API")
struct TakeTests {
    private static let sha = String(repeating: "a", count: 40)

    private func push(_ message: String = "x\n\n:ACME_RUN:", branch: String = "main", destination: String = "origin") throws -> String {
        let body = [
            "repository": "forge.example/a/b", "clone_url": "https://forge.example/a/b", "branch": branch,
            "sha": Self.sha, "message": message, "requested_by": "Ada", "destination": destination,
        ]
        return String(decoding: try JSONEncoder().encode(body), as: UTF8.self)
    }

    @Test("a push is taken once, and known when it is handed over again")
    func taken() async throws {
        let house = try WebFixture()
        let first = try await house.ask("/api/v1/runs", .post, body: push())
        #expect(first.status == 202 && first.type == "application/json")
        #expect(first.json["answer"] == .text("taken") && first.json["known"] == .flag(false))
        #expect(first.json["run"]["requested_by"] == .text("Ada") && first.json["diagnostics"] == .list([]))
        let second = try await house.ask("/api/v1/runs", .post, body: push(branch: "other"))
        #expect(second.status == 202)
        #expect(second.json["known"] == .flag(true) && second.json["run"]["id"] == first.json["run"]["id"])
        #expect(second.json["run"]["branches"] == .list([.text("main"), .text("other")]))
    }

    @Test("a commit that asks for nothing gives nothing")
    func nothing() async throws {
        let house = try WebFixture()
        let answer = try await house.ask("/api/v1/runs", .post, body: push("just words"))
        #expect(answer.status == 202 && answer.json["answer"] == .text("nothing"))
        #expect(try await house.store.openRuns().isEmpty)
    }

    @Test("mistakes in the directives are told, each with all of its keys, and start nothing")
    func mistakes() async throws {
        let house = try WebFixture()
        let answer = try await house.ask("/api/v1/runs", .post, body: push("x\n\n:ACME_RUN: --bogus\n:ACME_ON: nowhere"))
        #expect(answer.status == 202 && answer.json["answer"] == .text("mistakes"))
        let told = answer.json["diagnostics"].list
        #expect(told.count == 2)
        #expect(told.allSatisfy { $0.keys == ["code", "keyword", "line", "message", "suggestion"] })
        #expect(try await house.store.openRuns().isEmpty)
    }

    @Test("a branch that the project does not let run is refused; a clone's own commit is not the project's matter")
    func branches() async throws {
        let only = try #require(Glob("release/*"))
        let house = try WebFixture(project: ProjectSettings(name: "p", url: "https://forge.example/a/b", branches: [only]))
        let refused = try await house.ask("/api/v1/runs", .post, body: push())
        #expect(refused.status == 403 && refused.code == "branch_not_allowed")
        #expect(try await house.ask("/api/v1/runs", .post, body: push(destination: "experiment_ref")).status == 202)
        #expect(try await house.ask("/api/v1/runs", .post, body: push(branch: "release/1")).status == 202)
    }

    @Test("the project's own URL is what a job fetches from")
    func cloneURL() async throws {
        let house = try WebFixture(project: ProjectSettings(name: "p", url: "git@forge.example:a/b.git"))
        #expect(try await house.ask("/api/v1/runs", .post, body: push()).status == 202)
        #expect(try await house.store.openRuns().map(\.cloneURL) == ["git@forge.example:a/b.git"])
    }

    @Test(
        "a body that is no push is refused",
        arguments: [
            "", "{", "[]", "null", "\u{0}", "{\"repository\": \"x\"}", "{\"repository\": 1}",
            #"{"repository":"r","clone_url":"u","branch":"-x","sha":"a","message":"m","destination":"origin"}"#,
            #"{"repository":"r","clone_url":"u","branch":"x","sha":"abc","message":"m","destination":"origin"}"#,
            #"{"repository":"r","clone_url":"u","branch":"x","sha":"\#(TakeTests.sha)","message":"m","destination":"moon"}"#,
        ])
    func malformed(body: String) async throws {
        let answer = try await WebFixture().ask("/api/v1/runs", .post, body: body)
        #expect(answer.status == 400 && answer.code == "bad_request")
        // What the decoder says of it is no matter of the asker's.
        #expect(!answer.text.contains("Decoding") && !answer.text.contains("CodingKeys"))
    }

    @Test("a body over 2 MiB is refused, one just below it is read")
    func tooLarge() async throws {
        let house = try WebFixture()
        let large = try await house.ask("/api/v1/runs", .post, body: push(String(repeating: "x", count: 2 << 20)))
        #expect(large.status == 413 && large.code == "too_large")
        #expect(try await house.ask("/api/v1/runs", .post, body: push(String(repeating: "x", count: (2 << 20) - 1000))).status == 202)
    }

    @Test("a message reaches the run as it was, whatever is in it", arguments: ["é\u{1F600}\u{202E}", "a\r\nb", "\u{0}\u{1B}[31m", "\"\\"])
    func hostile(subject: String) async throws {
        let house = try WebFixture()
        let answer = try await house.ask("/api/v1/runs", .post, body: push("\(subject)\n\n:ACME_RUN:"))
        #expect(answer.status == 202)
        let said = answer.json["run"]["subject"].text
        #expect(said == String(subject.prefix { !$0.isNewline }))
    }
}
