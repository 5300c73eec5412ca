import Engine
import Forges
import Foundation
import RunModel
import SQLiteStore
import TestKit
import Testing
import Web

@Suite("Deliveries", .timeLimit(.minutes(20)))
struct HookTests {
    @Test("an authentic push that asks for a run is answered with it, from every forge", arguments: ForgeKind.allCases)
    func taken(kind: ForgeKind) async throws {
        let house = try HookFixture(kind)
        try await house.serving { port in
            let push = try HookFixture.push(kind)
            let first = try await push.send(to: port)
            #expect(first.status == 202, "\(first)")
            let run = try #require(try await house.house.store.openRuns().first)
            #expect(first.body.contains(run.id.text) && run.request.sha.text == String(repeating: "a", count: 40))
            #expect(run.cloneURL == "https://forge.example/acme/pipeline" && run.branches.map(\.text) == ["main"])
            // Sent again, and to the project's own address, it is the same run.
            for path in ["/hooks/\(kind.rawValue)", "/hooks/\(kind.rawValue)/pipeline"] {
                let again = try await push.send(to: port, path: path)
                #expect(again.status == 202 && again.body.contains(run.id.text), "\(again)")
            }
            #expect(try await house.house.store.openRuns().count == 1)
        }
    }

    @Test("what is not signed by the project's secret is refused without a word, and starts nothing", arguments: ForgeKind.allCases)
    func refused(kind: ForgeKind) async throws {
        let house = try HookFixture(kind)
        try await house.serving { port in
            var changed = try HookFixture.push(kind)
            if kind == .gitlab { changed.headers["X-Gitlab-Token"] = "hook-secret-for-test" } else { changed.body.append(32) }
            var bare = try HookFixture.push(kind)
            for name in bare.headers.keys where name.contains("Signature") || name.contains("Token") { bare.headers[name] = nil }
            for push in [try HookFixture.push(kind, secret: "another"), changed, bare, try HookFixture.push(kind, secret: "")] {
                let answer = try await push.send(to: port)
                #expect(answer.status == 401 && answer.body.isEmpty, "\(answer)")
            }
            let right = try HookFixture.push(kind)
            #expect(try await right.send(to: port, path: "/hooks/\(kind.rawValue)/other").status == 401)
            let other: ForgeKind = kind == .github ? .gitlab : .github
            #expect(try await right.send(to: port, path: "/hooks/\(other.rawValue)").status == 401)
            #expect(try await right.send(to: port, path: "/hooks/sourceforge").status == 404)
            #expect(try await house.house.store.openRuns().isEmpty)
        }
    }

    @Test("nothing to do is 204, mistakes are told, a fork's push is nobody's")
    func answers() async throws {
        let house = try HookFixture(.github)
        try await house.serving { port in
            #expect(try await HookFixture.push(.github, "just words").send(to: port).status == 204)
            let mistakes = try await HookFixture.push(.github, "x\n\n:ACME_RUN: --bogus").send(to: port)
            #expect(mistakes.status == 202 && mistakes.body.contains("unknown_flag"))
            #expect(try await HookFixture.push(.github, repository: "mallory/pipeline").send(to: port).status == 204)
            #expect(try await house.house.store.openRuns().isEmpty)
        }
    }

    @Test("authentic nonsense is told in one sentence, and GitLab, which turns off hooks that fail, hears no error")
    func malformed() async throws {
        for (kind, status) in [(ForgeKind.github, 400), (.gitlab, 200)] {
            let house = try HookFixture(kind)
            try await house.serving { port in
                for text in ["", "[]", "{", "\"x\"", #"{"ref":7}"#, String(repeating: "[", count: 100_000)] {
                    let push = try HookFixture.push(kind).with(body: Data(text.utf8), secret: HookFixture.secret)
                    let answer = try await push.send(to: port)
                    #expect(answer.status == status, "\(kind) \(text.prefix(9)) \(answer)")
                }
                #expect(house.house.log.lines.allSatisfy { !$0.contains("failed") })
            }
        }
    }

    @Test("a secret that was replaced is known without a restart, and so is the old one while both stand")
    func rotation() async throws {
        let house = try HookFixture(.github)
        try await house.serving { port in
            let next = try HookFixture.push(.github, secret: "the next one")
            #expect(try await next.send(to: port).status == 401)
            house.secrets.replace(HookFixture.secret, "the next one")
            #expect(try await next.send(to: port).status == 202)
            #expect(try await HookFixture.push(.github).send(to: port).status == 202)
        }
    }

    @Test("Bitbucket's older hooks: a UUID is a second factor, and enough only where the project says so")
    func uuids() async throws {
        let uuid = "{11111111-2222-4333-8444-555555555555}"
        var unsigned = try HookFixture.push(.bitbucket)
        unsigned.headers["X-Hub-Signature"] = nil
        unsigned.headers["X-Hook-UUID"] = uuid
        var signed = try HookFixture.push(.bitbucket)
        let stranger = signed
        signed.headers["X-Hook-UUID"] = uuid
        var forged = try HookFixture.push(.bitbucket, secret: "another")
        forged.headers["X-Hook-UUID"] = uuid
        for (allows, expected) in [(false, [401, 202, 401, 401]), (true, [202, 202, 401, 401])] {
            let house = try HookFixture(.bitbucket, uuids: [uuid], allowsUUIDOnly: allows)
            let pushes = [unsigned, signed, stranger, forged]
            let got = try await house.serving { port in
                var got: [Int] = []
                for push in pushes { got.append(try await push.send(to: port, path: "/bitbucket-webhook").status) }
                return got
            }
            #expect(got == expected)
        }
    }

    @Test("one delivery, a thousand times from fifty connections, is one run")
    func flood() async throws {
        let house = try HookFixture(.github)
        try await house.serving { port in
            let push = try HookFixture.push(.github)
            let answers = try await withThrowingTaskGroup(of: [Int].self) { group in
                for _ in 0..<50 {
                    group.addTask {
                        var got: [Int] = []
                        for _ in 0..<20 { got.append(try await push.send(to: port).status) }
                        return got
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(answers.count == 1000 && answers.allSatisfy { $0 == 202 })
            #expect(try await house.house.store.runs(RunFilter(), limit: 10).count == 1)
        }
    }

    @Test("a body over the limit is refused before it is read, and one that says no length as soon as it is over")
    func tooLarge() async throws {
        let house = try HookFixture(.github, largestMiB: 1)
        try await house.serving(patience: 2) { port in
            let told = await RawConnection.exchange(
                port: port, ["POST /hooks/github HTTP/1.1\r\nHost: x\r\nContent-Length: \((1 << 20) + 1)\r\n\r\n", "{}"])
            #expect(told.hasPrefix("HTTP/1.1 413"), "\(told)")
            let chunk = "10000\r\n" + String(repeating: "x", count: 0x10000) + "\r\n"
            // A connection that is closed on a sender takes back what the sender has not read yet.
            var chunked = ""
            for _ in 0..<20 where chunked.isEmpty {
                chunked = await RawConnection.exchange(
                    port: port,
                    ["POST /hooks/github HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"] + Array(repeating: chunk, count: 17)
                        + ["0\r\n\r\n"])
            }
            #expect(chunked.hasPrefix("HTTP/1.1 413"), "\(chunked)")
        }
    }

    @Test("who sends a request drop by drop is cut off, in the head or in the body", arguments: ["", "Content-Length: 9\r\n\r\n{"])
    func slow(start: String) async throws {
        let house = try HookFixture(.github)
        try await house.serving(patience: 0.5) { port in
            // Comes back at all only because the other side closes.
            let rest = await RawConnection.exchange(port: port, ["POST /hooks/github HTTP/1.1\r\nHost: x\r\n" + start])
            #expect(!rest.contains("202") && !rest.contains("500"))
        }
    }

    @Test("a store that cannot take a push says: come again")
    func full() async throws {
        var house = try HookFixture(.github).house
        struct Full: Error {}
        house.web.hooks?.take = { _ in throw Full() }
        let fixture = try HookFixture(house)
        try await fixture.serving { port in
            let push = try HookFixture.push(.github)
            let head = push.headers.map { "\($0.key): \($0.value)\r\n" }.joined()
            let answer = await RawConnection.exchange(
                port: port,
                [
                    "POST /hooks/github HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: \(push.body.count)\r\n\(head)\r\n",
                    String(decoding: push.body, as: UTF8.self),
                ])
            #expect(answer.hasPrefix("HTTP/1.1 503") && answer.lowercased().contains("retry-after:") && !answer.contains("Full"))
        }
    }
}
