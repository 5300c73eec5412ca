import Foundation
import TestKit
import Testing

@Suite(
    "A run's plots come to its page", .limited, .enabled(if: Requirement.dvc, "needs dvc: run scripts/install.sh"))
struct PlotTests {
    private struct Told: Decodable {
        let report: Report
        struct Report: Decodable {
            let plots: Plots?
            let remarks: [String]
        }
        struct Plots: Decodable {
            let ref: String
            let commit: String
        }
    }

    private func get(_ uri: String, _ port: Int) async throws -> (status: String, head: String, body: String) {
        let answer = try await Program.run(
            ["curl", "--silent", "--include", "--write-out", "\n%{http_code}", "http://127.0.0.1:\(port)\(uri)"])
        let parts = answer.replacing("\r\n", with: "\n").split(separator: "\n\n", maxSplits: 1).map(String.init)
        return (String(answer.suffix(3)), parts.first ?? "", parts.last ?? "")
    }

    @Test func `a pipeline with a metric, a plot and data: the page has the picture, and a bad link has nothing`() async throws {
        let pipeline = try await PipelineFixture()
        let service = try ServiceFixture(pipeline.scratch)
        try await service.install(pipeline.bare)
        try await service.serving(arguments: ["--listen", "127.0.0.1:0"]) { _ in
            let port = try await service.port()
            try await pipeline.pushAndListen("Without a plot\n\n:ACME_RUN:")
            let plain = try #require(try await service.ended().first)
            #expect(plain.state == "succeeded")
            let page = try await get("/runs/\(plain.id)", port)
            #expect(page.status == "200" && !page.body.contains("<h2>Plots"))
            #expect(try await pipeline.origin("for-each-ref", "refs/bunsen/plots").isEmpty)

            try await pipeline.git("pull", "--quiet", "origin", "main")
            let stages = try String(contentsOfFile: "\(pipeline.clone)/dvc.yaml", encoding: .utf8)
            let curve = """
                  draw:
                    cmd: "printf 'step,loss\\\\n0,1\\\\n1,0.25\\\\n' > loss.csv"
                    deps: [model.txt]
                    plots: [loss.csv: {cache: false, x: step, y: loss}]

                """
            try pipeline.scratch.write(stages + curve, to: "clone/dvc.yaml")
            try pipeline.scratch.write("train:\n  lr: 0.2\n", to: "clone/params.yaml")
            try await pipeline.pushAndListen("With a plot\n\n:ACME_RUN:")
            let run = try #require(try await service.ended(2).first)
            let told: Told = try await service.bunsen("runs", "show", run.id, "--json").json()
            let plots = try #require(told.report.plots, "\(told) \(run)")
            #expect(try await pipeline.origin("rev-parse", plots.ref) == plots.commit)

            let shown = try await get("/runs/\(run.id)", port)
            #expect(shown.body.contains("<img src=\"\(run.id)/plots/1.svg\"") && shown.body.contains("<figcaption>loss.csv</figcaption>"))
            let drawing = try await get("/runs/\(run.id)/plots/1.svg", port)
            #expect(drawing.status == "200" && drawing.body.hasPrefix("<svg"), "\(drawing.head)")
            #expect(drawing.head.lowercased().contains("content-type: image/svg+xml"))
            for bad in [
                "/runs/\(run.id)/plots/1.svg?sig=AAAAAAAAAAAAAAAAAAAAAA", "/runs/\(run.id)/plots/2.svg", "/runs/\(plain.id)/plots/1.svg",
            ] {
                #expect(try await get(bad, port).status == "404", "\(bad)")
            }
            // From the cache, when the remote has it no more.
            try await pipeline.origin("update-ref", "-d", plots.ref)
            #expect(try await get("/runs/\(run.id)/plots/1.svg", port).status == "200")
        }
    }
}
