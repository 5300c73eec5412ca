import Foundation
import RunModel
import TestKit
import Testing

@Suite("A push", .limited, .enabled(if: Requirement.dvc, "needs dvc: run scripts/install.sh"))
struct PushTests {
    @Test func `with a directive runs, and its result comes back where it was pushed`() async throws {
        let pipeline = try await PipelineFixture()
        let service = try ServiceFixture(pipeline.scratch)
        try await service.install(pipeline.bare)
        try await service.serving { _ in
            let (sha, said) = try await pipeline.pushAndListen("Try it\n\n:ACME_RUN:")
            #expect(said.contains("remote: bunsen: took r-"), "\(said)")
            let run = try #require(try await service.ended().first)
            #expect(run.state == "succeeded", "\(run)")
            #expect(run.trigger.commit == sha.text)
            #expect(run.trigger.branch == "main")
            #expect(run.result?.branch == "main")
            #expect(run.stages.map(\.name) == ["prepare", "featurize", "train", "evaluate"])
            #expect(try await pipeline.origin("rev-parse", "main") == run.result?.commit)
            #expect(try await pipeline.origin("log", "-1", "--format=%(trailers:key=Bunsen-Run,valueonly)", "main") == run.id)
            // One report, whoever wrote it last.
            try await eventually("the report is delivered") {
                FileManager.default.fileExists(atPath: "\(service.state)/runs/\(run.id)/report.json")
            }
            #expect(try await pipeline.origin("notes", "--ref=bunsen", "show", sha.text).split(separator: "\n").count == 1)
            let follow = try await service.bunsen("runs", "logs", "-f", run.id)
            #expect(follow.code == 0)
            #expect(follow.output.contains("working on train"))
        }
    }

    @Test func `without a directive, a tag, a deleted branch: nothing is started and nothing said`() async throws {
        let pipeline = try await PipelineFixture()
        let service = try ServiceFixture(pipeline.scratch)
        try await service.install(pipeline.bare)
        try await service.serving { _ in
            let (_, said) = try await pipeline.pushAndListen("Just a change")
            try await pipeline.git("tag", "-m", "t\n\n:ACME_RUN:", "v1")
            let tagged = try await Program.run(["git", "push", "origin", "v1", "HEAD:refs/heads/gone"], in: pipeline.clone)
            let deleted = try await Program.run(["git", "push", "origin", ":refs/heads/gone"], in: pipeline.clone)
            #expect(!(said + tagged + deleted).contains("bunsen:"))
            #expect(try await service.runs().isEmpty)
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(service.state)/spool").isEmpty)
        }
    }

    @Test func `told ten times, one after another and at once, is one run`() async throws {
        let pipeline = try await PipelineFixture()
        let service = try ServiceFixture(pipeline.scratch)
        try await service.install(pipeline.bare)
        let sha = try await pipeline.push("Once\n\n:ACME_RUN:")
        // Noted while no service is up; now the same again, as a redelivery would.
        let line = "\(String(repeating: "0", count: 40)) \(sha) refs/heads/main\n"
        for _ in 0..<4 { try await service.bunsen(["hook", "receive"], in: pipeline.bare, input: line) }
        try await service.serving { _ in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<5 {
                    group.addTask { _ = try await service.bunsen(["hook", "receive"], in: pipeline.bare, input: line) }
                }
                try await group.waitForAll()
            }
            let runs = try await service.ended()
            #expect(runs.count == 1)
            #expect(runs.first?.attempts == 1)
            #expect(try await pipeline.origin("rev-list", "--count", "\(sha)..main") == "1")
        }
    }

    @Test func `A, then B, while the service is down: both are kept`() async throws {
        let pipeline = try await PipelineFixture()
        let service = try ServiceFixture(pipeline.scratch)
        try await service.install(pipeline.bare)
        let first = try await pipeline.pushAndListen("A\n\n:ACME_RUN:")
        #expect(first.said.contains("bunsen: noted; the service is not up"), "\(first.said)")
        try pipeline.scratch.write("train:\n  lr: 0.7\n", to: "clone/params.yaml")
        let second = try await pipeline.push("B\n\n:ACME_RUN:")
        try await service.serving { _ in
            let runs = try await service.ended(2)
            #expect(Set(runs.map(\.trigger.commit)) == [first.sha.text, second.text])
            #expect(runs.allSatisfy { $0.state == "succeeded" }, "\(runs)")
            // B stands behind A on the branch: A's result was not lost by it.
            let a = try #require(runs.first { $0.trigger.commit == first.sha.text })
            #expect(a.result?.published.first?.outcome == "moved")
            #expect(try await pipeline.origin("rev-parse", "refs/heads/bunsen/\(a.id)") == a.result?.commit)
        }
    }

    @Test func `of a second branch at the same commit joins the run, and both branches get its result`() async throws {
        let pipeline = try await PipelineFixture()
        let service = try ServiceFixture(pipeline.scratch)
        try await service.install(pipeline.bare)
        try pipeline.hold("train")
        try await service.serving { _ in
            try await pipeline.pushAndListen("Both\n\n:ACME_RUN:")
            try await pipeline.reached("train")
            let again = try await Program.run(["git", "push", "origin", "HEAD:refs/heads/other"], in: pipeline.clone)
            #expect(again.contains("knows this commit as r-"), "\(again)")
            try pipeline.release("train")
            let run = try #require(try await service.ended().first)
            #expect(run.state == "succeeded", "\(run)")
            let main = try await pipeline.origin("rev-parse", "main")
            #expect(main == run.result?.commit)
            #expect(try await pipeline.origin("rev-parse", "other") == main)
        }
    }

    @Test func `found by looking only is run too, and what was there at the first look is not`() async throws {
        let pipeline = try await PipelineFixture()
        _ = try await pipeline.push("Old\n\n:ACME_RUN:", branch: "old")
        let service = try ServiceFixture(pipeline.scratch, settings: "poll: {every: 1s}\n")
        try await service.install(pipeline.bare)
        try FileManager.default.removeItem(atPath: "\(pipeline.bare)/hooks/post-receive")
        try await service.serving { _ in
            try await eventually("the first look") { service.log.contains("first look at a repository") }
            let sha = try await pipeline.push("New\n\n:ACME_RUN:", branch: "new")
            let runs = try await service.ended()
            #expect(runs.map(\.trigger.commit) == [sha.text])
            #expect(runs.first?.branches == ["new"])
        }
    }
}
