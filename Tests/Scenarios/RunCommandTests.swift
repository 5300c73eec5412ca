import Foundation
import RunModel
import TestKit
import Testing

@Suite("bunsen run and plan, in a clone", .limited, .enabled(if: Requirement.dvc, "needs dvc: run scripts/install.sh"))
struct RunCommandTests {
    @Test func `the tip of a branch on origin runs as if it had just been pushed, without a service`() async throws {
        let pipeline = try await PipelineFixture()
        let service = try ServiceFixture(pipeline.scratch)
        let sha = try await pipeline.push("No directive at all")
        let before = try await pipeline.git("status", "--porcelain")
        let result = try await service.bunsen("run", "--wait", "--json", in: pipeline.clone)
        #expect(result.code == 0, "\(result)")
        let run = try result.json(SeenRun.self)
        #expect(run.state == "succeeded")
        #expect(run.trigger.commit == sha.text)
        #expect(run.result?.branch == "main")
        #expect(try await pipeline.origin("rev-parse", "main") == run.result?.commit)
        #expect(try await pipeline.git("status", "--porcelain") == before)
        #expect(try await pipeline.git("rev-parse", "HEAD") == sha.text)
        // The same again is the same run, and its answer is there at once.
        let again = try await service.bunsen("run", "--json", in: pipeline.clone)
        #expect(try again.json(SeenRun.self).id == run.id, "\(again)")
    }

    @Test func `a commit that is not on origin runs from the clone, and comes back as a DVC experiment`() async throws {
        let pipeline = try await PipelineFixture()
        let service = try ServiceFixture(pipeline.scratch)
        try pipeline.scratch.write("train:\n  lr: 0.9\n", to: "clone/params.yaml")
        try await pipeline.git("commit", "--quiet", "-am", "Mine alone")
        let sha = try await pipeline.git("rev-parse", "HEAD")
        let result = try await service.bunsen("run", "--json", in: pipeline.clone)
        #expect(result.code == 0, "\(result)")
        let run = try result.json(SeenRun.self)
        #expect(try await pipeline.git("rev-parse", "HEAD") == sha)
        #expect(try await pipeline.git("symbolic-ref", "--short", "HEAD") == "main")
        let listed = try await Program.run(["dvc", "exp", "list"], in: pipeline.clone)
        #expect(listed.contains(run.id), "\(listed)")
        // The data is on the remote: `exp apply` complains of what it misses, and `pull` brings it.
        _ = try await Program.result(["dvc", "exp", "apply", run.id], in: pipeline.clone)
        try await Program.run(["dvc", "pull", "--quiet"], in: pipeline.clone)
        let metrics = try String(contentsOfFile: "\(pipeline.clone)/metrics.json", encoding: .utf8)
        #expect(metrics.contains("0.9"), "\(metrics)")
    }

    @Test func `a dirty work tree, no repository, a bad revision and bad options are refused with the way out`() async throws {
        let pipeline = try await PipelineFixture()
        let service = try ServiceFixture(pipeline.scratch)
        try pipeline.scratch.write("train:\n  lr: 0.3\n", to: "clone/params.yaml")
        let dirty = try await service.bunsen("run", in: pipeline.clone)
        #expect(dirty.code == 2 && dirty.error.contains("params.yaml") && dirty.error.contains("git stash"), "\(dirty)")
        let nowhere = try await service.bunsen("run", in: pipeline.scratch.path)
        #expect(nowhere.code == 2 && nowhere.error.contains("no git work tree"), "\(nowhere)")
        try await pipeline.git("checkout", "--quiet", "--", ".")
        let unknown = try await service.bunsen("run", "nonsense", in: pipeline.clone)
        #expect(unknown.code == 2 && unknown.error.contains("“nonsense” is no commit"), "\(unknown)")
        let option = try await service.bunsen("run", "--timeout", "soon", in: pipeline.clone)
        #expect(option.code == 2 && option.error.contains("soon"), "\(option)")
        #expect(try await service.runs().isEmpty)
    }

    @Test func `a run that fails ends with 1 and its reason, mistakes in the directives with 2`() async throws {
        let pipeline = try await PipelineFixture()
        let service = try ServiceFixture(pipeline.scratch)
        try pipeline.scratch.write("exit 9\n", to: "clone/step.sh")
        _ = try await pipeline.push("Broken")
        let failed = try await service.bunsen("run", "--json", in: pipeline.clone)
        #expect(failed.code == 1, "\(failed)")
        #expect(try failed.json(SeenRun.self).reason == "stage_failed")
        _ = try await pipeline.push("Typo\n\n:ACME_RUN: --forse")
        let mistaken = try await service.bunsen("run", in: pipeline.clone)
        #expect(mistaken.code == 2 && mistaken.error.contains("--force"), "\(mistaken)")
    }

    @Test func `a second run hands over to the first one's engine`() async throws {
        let pipeline = try await PipelineFixture()
        let service = try ServiceFixture(pipeline.scratch)
        try pipeline.hold("train")
        _ = try await pipeline.push("Held")
        async let first = service.bunsen("run", "--json", in: pipeline.clone)
        try await pipeline.reached("train")
        let second = try await service.bunsen("run", "--json", in: pipeline.clone)
        #expect(second.code == 0, "\(second)")
        #expect(try second.json(SeenRun.self).isEnded == false)
        try pipeline.release("train")
        let ended = try await first
        #expect(ended.code == 0, "\(ended)")
        #expect(try ended.json(SeenRun.self).id == second.json(SeenRun.self).id)
    }

    @Test func `plan tells each stage's state and starts nothing`() async throws {
        struct Plan: Decodable {
            struct Stage: Decodable {
                let name: String
                let state: String
            }
            let stages: [Stage]
            let known: String?
        }
        let pipeline = try await PipelineFixture()
        let service = try ServiceFixture(pipeline.scratch)
        _ = try await pipeline.push("Run it\n\n:ACME_RUN:")
        let fresh = try await service.bunsen("plan", "--json", in: pipeline.clone)
        #expect(try fresh.json(Plan.self).stages.map(\.state) == ["run", "unknown", "unknown", "unknown"], "\(fresh)")
        let run = try await service.bunsen("run", "--json", in: pipeline.clone).json(SeenRun.self)
        try await pipeline.git("pull", "--quiet")
        let done = try await service.bunsen("plan", "--json", in: pipeline.clone).json(Plan.self)
        #expect(done.stages.map(\.state) == ["unchanged", "unchanged", "unchanged", "unchanged"])
        let known = try await service.bunsen("plan", "--json", "HEAD~1", in: pipeline.clone).json(Plan.self)
        #expect(known.known == run.id)
        #expect(known.stages.map(\.state) == ["cached", "cached", "cached", "cached"])
        #expect(try await service.runs().count == 1)
    }
}
