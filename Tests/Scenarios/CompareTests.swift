import Foundation
import TestKit
import Testing

@Suite("bunsen compare", .limited, .enabled(if: Requirement.dvc, "needs dvc: run scripts/install.sh"))
struct CompareTests {
    private struct Document: Decodable {
        struct Side: Decodable {
            let name: String
            let kind: String
            let commit: String?
            let run: String?
            let state: String?
            let seconds: Double?
            let stages: [SeenRun.Stage]?
            let metrics: [String: [String: Double]]
            let params: [String: [String: Double]]
            let vcpuHours: Double?

            enum CodingKeys: String, CodingKey {
                case name, kind, commit, run, state, seconds, stages, metrics, params
                case vcpuHours = "vcpu_hours"
            }
        }
        let subjects: [Side]
        let remarks: [String]
    }

    /// One result on main, and an experiment of DVC's own on it.
    private func project() async throws -> (PipelineFixture, ServiceFixture, run: String) {
        let pipeline = try await PipelineFixture()
        let service = try ServiceFixture(pipeline.scratch)
        try pipeline.scratch.write("report:\n  better:\n    metrics.json:accuracy: higher\n", to: "clone/.bunsen.yaml")
        _ = try await pipeline.push("Run it\n\n:ACME_RUN:\n:ACME_VCPUS: 2")
        let run = try await service.bunsen("run", "--json", in: pipeline.clone).json(SeenRun.self)
        try await pipeline.git("pull", "--quiet")
        try await Program.run(["dvc", "exp", "run", "--quiet", "-n", "fast", "-S", "train.lr=0.5", "--pull"], in: pipeline.clone)
        try await pipeline.git("checkout", "--quiet", "--", ".")
        return (pipeline, service, run.id)
    }

    @Test func `a run, an experiment and a commit stand side by side, with what the run cost`() async throws {
        let (pipeline, service, id) = try await project()
        let before = try await pipeline.git("status", "--porcelain", "--branch")
        let asked = try await service.bunsen("compare", "--json", String(id.prefix(20)), "fast", "HEAD~1", in: pipeline.clone)
        #expect(asked.code == 0, "\(asked)")
        let sides = try asked.json(Document.self).subjects
        #expect(sides.map(\.kind) == ["run", "experiment", "commit"])
        #expect(sides[0].metrics == ["metrics.json": ["accuracy": 0.1]] && sides[1].metrics == ["metrics.json": ["accuracy": 0.5]])
        #expect(sides[2].metrics.isEmpty && sides[2].params == ["params.yaml": ["train.lr": 0.1]])
        #expect(sides[0].run == id && sides[0].state == "succeeded" && sides[0].stages?.count == 4)
        let seconds = try #require(sides[0].seconds)
        #expect(abs((sides[0].vcpuHours ?? 0) - seconds * 2 / 3600) < 1e-9)
        #expect(sides[1].run == nil && sides[1].seconds == nil)
        #expect(try await pipeline.git("status", "--porcelain", "--branch") == before)

        let text = try await service.bunsen("compare", "main", "fast", in: pipeline.clone)
        #expect(text.output.contains("metrics.json:accuracy  0.1") && text.output.contains("0.5 (+400 %) better"), "\(text)")
        #expect(text.output.contains("params.yaml:train.lr") && !text.output.contains("\u{1B}"), "\(text)")
        // Of one name the other side is HEAD.
        let alone = try await service.bunsen("compare", "fast", "--csv", in: pipeline.clone)
        let lines = alone.output.split(separator: "\n")
        #expect(lines.count == 3 && lines[1].hasPrefix("HEAD,commit,") && lines[2].hasPrefix("fast,experiment,"), "\(alone)")
        #expect(lines[0].contains(",metrics.json:accuracy,params.yaml:train.lr,"), "\(alone)")
        let markdown = try await service.bunsen("compare", "main", "fast", "--markdown", in: pipeline.clone)
        #expect(markdown.output.contains("| `metrics.json:accuracy` | 0.1 | 0.5 (+400 %) better |"), "\(markdown)")
        _ = try await service.bunsen("compare", "main", "fast", "--plot", "bars.svg", in: pipeline.scratch.path + "/clone")
        let drawing = try String(contentsOfFile: "\(pipeline.clone)/bars.svg", encoding: .utf8)
        #expect(drawing.hasPrefix("<svg") && drawing.contains("metrics.json:accuracy") && drawing.contains("#2a9d5c"), "\(drawing)")
    }

    @Test func `a clone that no service knows reads the run from the note, and experiments from origin`() async throws {
        let (pipeline, _, id) = try await project()
        try await Program.run(["git", "push", "--quiet", "origin", "refs/exps/*:refs/exps/*"], in: pipeline.clone)
        let other = "\(pipeline.scratch.path)/other"
        try await Program.run(["git", "clone", "--quiet", pipeline.bare, other])
        let stranger = try ServiceFixture(pipeline.scratch, name: "stranger")
        let seen = try await stranger.bunsen("compare", "--json", id, "fast", in: other).json(Document.self).subjects
        #expect(seen.map(\.kind) == ["run", "experiment"] && seen[0].run == id && seen[0].state == "succeeded")
        #expect(seen[0].seconds != nil && seen[0].stages?.map(\.state) == ["done", "done", "done", "done"])
        #expect(seen.map { $0.metrics["metrics.json"]?["accuracy"] } == [0.1, 0.5])
        // Nothing of it stays but objects.
        #expect(try await Program.run(["git", "for-each-ref", "refs/exps", "refs/notes"], in: other).isEmpty)
    }

    @Test func `a name that nothing has is an error that says the nearest`() async throws {
        let pipeline = try await PipelineFixture()
        let service = try ServiceFixture(pipeline.scratch)
        try await pipeline.git("branch", "baseline")
        let misspelt = try await service.bunsen("compare", "main", "basline", in: pipeline.clone)
        #expect(misspelt.code == 2 && misspelt.error.contains("Did you mean “baseline”?"), "\(misspelt)")
        let run = try await service.bunsen("compare", "r-2030", "main", "--json", in: pipeline.clone)
        #expect(run.code == 2 && run.output.contains("unknown_name"), "\(run)")
        let bare = try await service.bunsen("compare", in: pipeline.clone)
        #expect(bare.code == 2, "\(bare)")
        let plot = try await service.bunsen("compare", "main", "baseline", "--plot", "x.svg", in: pipeline.clone)
        #expect(plot.code == 1 && plot.error.contains("metric"), "\(plot)")
    }
}
