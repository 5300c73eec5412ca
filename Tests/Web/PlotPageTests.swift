import Foundation
import RunModel
import SQLiteStore
import Testing
import Web

@Suite("Plots on a run's page", .timeLimit(.minutes(20)))
struct PlotPageTests {
    private static let stranger = IPAddress("203.0.113.9").map { WebPeer.address($0) } ?? .unknown
    private static let svg = Array("<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>".utf8)

    /// A run whose report names one drawing, and pages that have it.
    private func house(_ name: String = "loss.csv") async throws -> (pages: PageFixture, run: Run) {
        var pages = try PageFixture()
        pages.house.web.drawing = { _, file in file == "1.svg" ? Self.svg : nil }
        let run = try await pages.house.started("a")
        let commit = try #require(CommitSHA(String(repeating: "d", count: 40)))
        var report = Report(
            run: run.id, key: run.key, attempt: 1, outcome: "succeeded",
            trigger: Report.Trigger(
                repository: run.request.repository, branch: run.branches.first, commit: run.request.sha, subject: run.subject),
            asked: run.resources, times: Report.Times(started: WebFixture.time, ended: WebFixture.time + 9))
        report.plots = Plots(
            ref: "refs/bunsen/plots/\(run.key.short)", commit: commit,
            drawings: [Plots.Drawing(name: name, file: "1.svg"), Plots.Drawing(name: "gone", file: "2.svg")])
        let told = report
        try await pages.house.store.update(run.id) { $0.report = told }
        return (pages, run)
    }

    @Test func `the page shows each by an address below its own, with the link's signature, and never has the drawing in itself`()
        async throws
    {
        let (pages, run) = try await house("a<b>\"&.csv")
        let link = pages.links.path(of: run.id)
        let signature = try #require(link.split(separator: "=").last)
        let signed = try await pages.ask(link, from: Self.stranger)
        #expect(signed.text.contains("<img src=\"\(run.id)/plots/1.svg?sig=\(signature)\" alt=\"Plot of a&lt;b&gt;&quot;&amp;.csv\""))
        #expect(signed.text.contains("<figcaption>a&lt;b&gt;&quot;&amp;.csv</figcaption>") && !signed.text.contains("alert(1)"))
        let local = try await pages.ask("/runs/\(run.id.text.prefix(12))")
        #expect(local.text.contains("<img src=\"\(run.id)/plots/1.svg\""))
        let other = try await pages.house.taken("b")
        let none = try await pages.ask("/runs/\(other.id)")
        #expect(none.status == 200 && !none.text.contains("<img") && !none.text.contains("<h2>Plots"))
    }

    @Test func `a drawing is sent so that nothing in it runs or is fetched, wherever somebody opens it`() async throws {
        let (pages, run) = try await house()
        let signature = try #require(pages.links.path(of: run.id).split(separator: "=").last)
        for (uri, peer) in [("/runs/\(run.id)/plots/1.svg?sig=\(signature)", Self.stranger), ("/runs/\(run.id)/plots/1.svg", .socket)] {
            let answer = try await pages.ask(uri, from: peer)
            #expect(answer.status == 200 && Array(answer.text.utf8) == Self.svg)
            #expect(answer.headers["content-type"] == "image/svg+xml" && answer.headers["x-content-type-options"] == "nosniff")
            #expect(answer.headers["content-security-policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox")
            #expect(answer.headers["referrer-policy"] == "no-referrer" && answer.headers["x-frame-options"] == "DENY")
        }
    }

    @Test func `whoever may not see the page sees no drawing, and what the report does not name is not there`() async throws {
        let (pages, run) = try await house()
        let other = try await pages.house.taken("b")
        let signature = try #require(pages.links.path(of: run.id).split(separator: "=").last)
        let foreign = try #require(pages.links.path(of: other.id).split(separator: "=").last)
        let nothing = try await pages.ask("/runs/r-20260102T030405-aaaaaaaa/plots/1.svg", from: Self.stranger)
        #expect(nothing.status == 404)
        for path in [
            "\(run.id)/plots/1.svg", "\(run.id)/plots/1.svg?sig=", "\(run.id)/plots/1.svg?sig=\(foreign)",
            "\(run.id)/plots/2.svg?sig=\(signature)", "\(run.id)/plots/3.svg?sig=\(signature)",
            "\(other.id)/plots/1.svg?sig=\(foreign)", "\(run.id)/plots/..%2F1.svg?sig=\(signature)",
            "\(run.id)/plots/%00?sig=\(signature)", "\(run.id.text.prefix(12))/plots/1.svg?sig=\(signature)",
        ] {
            #expect(try await pages.ask("/runs/\(path)", from: Self.stranger) == nothing, "\(path)")
        }
        #expect(try await pages.ask("/runs/\(run.id)/plots/1.svg", from: .unknown).status == 404)
    }
}
