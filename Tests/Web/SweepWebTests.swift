import Engine
import Foundation
import RunModel
import SQLiteStore
import TestKit
import Testing
import Web

@Suite("A sweep over the API and on its page")
struct SweepWebTests {
    private static let stranger = IPAddress("203.0.113.9").map { WebPeer.address($0) } ?? .unknown

    private func swept(_ house: WebFixture) async throws -> Sweep {
        let run = try Run.sample()
        let push = TakenPush(
            repository: run.request.repository, cloneURL: "https://host/a/b", branch: run.branches[0], sha: run.request.sha,
            message: "x\n\n:ACME_RUN: -S lr=1,2,3\n:ACME_RUN_EXP:")
        guard case .sweep(let sweep, _) = try await house.engine.take(push) else { throw Malformed(what: "sweep", text: "") }
        try await house.engine.tick()
        return try #require(try await house.store.sweep(sweep.id))
    }

    @Test("it is handed over, listed, shown, cancelled and tried again")
    func api() async throws {
        let house = try WebFixture()
        let sweep = try await swept(house)
        let list = try await house.ask("/api/v1/sweeps")
        #expect(list.status == 200 && list.text.contains(sweep.id.text))
        for name in [sweep.id.text, String(sweep.id.text.prefix(12))] {
            let shown = try await house.ask("/api/v1/sweeps/\(name)")
            let document = try JSONDecoder.bunsen.decode(SweepDocument.self, from: Data(shown.text.utf8))
            #expect(document.id == sweep.id && document.runs.count == 3 && document.state == "running")
        }
        let early = try await house.ask("/api/v1/sweeps/\(sweep.id)/retry", .post)
        #expect(early.status == 409 && early.code == "not_possible")
        let cancelled = try await house.ask("/api/v1/sweeps/\(sweep.id)/cancel", .post)
        #expect(cancelled.status == 202 && cancelled.json["cancel_requested"] == .flag(true))
        let unknown = try await house.ask("/api/v1/sweeps/s-nosuch")
        #expect(unknown.status == 404 && unknown.code == "not_found")
    }

    @Test("a run tells the sweep that it was made for")
    func member() async throws {
        let house = try WebFixture()
        let sweep = try await swept(house)
        let standing = try #require(try await house.store.standings(of: sweep.id).last)
        let shown = try await house.ask("/api/v1/runs/\(standing.run)")
        #expect(shown.json["sweep"]["id"].text == sweep.id.text && shown.json["sweep"]["number"] == .number(3))
    }

    @Test("a signed link opens its page from anywhere, and from there the pages of its runs")
    func page() async throws {
        let pages = try PageFixture()
        let sweep = try await swept(pages.house)
        let page = try await pages.ask(pages.links.path(of: sweep.id), from: Self.stranger)
        #expect(page.status == 200 && page.text.contains(sweep.id.text) && page.text.contains("http-equiv=\"refresh\""))
        let run = try #require(try await pages.house.store.standings(of: sweep.id).first).run
        let path = pages.links.path(of: run)
        #expect(page.text.contains("href=\"..\(path)\""))
        #expect(try await pages.ask(path, from: Self.stranger).status == 200)
        // This machine needs none, and gets none.
        let own = try await pages.ask("/sweeps/\(sweep.id)", from: .socket)
        #expect(own.status == 200 && !own.text.contains("sig="))
    }

    @Test("without its own signature there is nothing to see")
    func refused() async throws {
        let pages = try PageFixture()
        let sweep = try await swept(pages.house)
        let run = try #require(try await pages.house.store.standings(of: sweep.id).first).run
        let other = pages.links.path(of: run).split(separator: "=")[1]
        for uri in ["/sweeps/\(sweep.id)", "/sweeps/\(sweep.id)?sig=\(other)", "/sweeps/\(sweep.id)?sig=", "/sweeps/x", "/sweeps/%00"] {
            let answer = try await pages.ask(uri, from: Self.stranger)
            #expect(answer.status == 404 && !answer.text.contains(sweep.id.text), "\(uri)")
        }
    }
}
