import Foundation
import RunModel
import TestKit
import Testing

@Suite("Publishing", .limited, .enabled(if: Requirement.dvc, "needs dvc: run scripts/install.sh"))
struct PublishingTests {
    @Test func `a branch that is force-pushed while the job runs keeps its new commit, and the result waits beside it`() async throws {
        let pipeline = try await PipelineFixture()
        let service = try ServiceFixture(pipeline.scratch)
        try await service.install(pipeline.bare)
        try pipeline.hold("train")
        try await service.serving { _ in
            let sha = try await pipeline.push("First\n\n:ACME_RUN:")
            try await pipeline.reached("train")
            try await pipeline.git("reset", "--quiet", "--hard", "HEAD~1")
            try pipeline.scratch.write("other\n", to: "clone/other.txt")
            let (other, _) = try await pipeline.pushAndListen("Instead", options: ["--force"])
            try pipeline.release("train")
            let run = try #require(try await service.ended().first)
            #expect(run.state == "succeeded", "\(run)")
            #expect(run.trigger.commit == sha.text)
            #expect(try await pipeline.origin("rev-parse", "main") == other.text)
            let place = try #require(run.result?.published.first)
            #expect(place.outcome == "moved")
            #expect(place.command?.contains("git ") == true)
            #expect(try await pipeline.origin("rev-parse", "refs/heads/bunsen/\(run.id)^") == sha.text)
        }
    }

    @Test func `a protected branch leaves the result at its ref, with the remote's own sentence`() async throws {
        let pipeline = try await PipelineFixture()
        let service = try ServiceFixture(pipeline.scratch)
        try await service.install(pipeline.bare)
        let sha = try await pipeline.push("Run it\n\n:ACME_RUN:")
        try pipeline.scratch.write(
            "#!/bin/sh\n[ \"$1\" != refs/heads/main ] || { echo 'main is for reviewed changes only'; exit 1; }\n",
            to: "project.git/hooks/update")
        try await Program.run(["chmod", "+x", "\(pipeline.bare)/hooks/update"])
        try await service.serving { _ in
            let run = try #require(try await service.ended().first)
            #expect(run.state == "succeeded", "\(run)")
            #expect(try await pipeline.origin("rev-parse", "main") == sha.text)
            let result = try #require(run.result)
            #expect(try await pipeline.origin("rev-parse", result.ref) == result.commit)
            let place = try #require(result.published.first)
            #expect(place.outcome == "refused")
            #expect(place.detail?.contains("main is for reviewed changes only") == true, "\(place)")
            let shown = try await service.bunsen("runs", "show", run.id)
            #expect(shown.output.contains("main is for reviewed changes only"))
        }
    }

    @Test func `two services that are given the same commit make one result`() async throws {
        let pipeline = try await PipelineFixture()
        let one = try ServiceFixture(pipeline.scratch, name: "one")
        let two = try ServiceFixture(pipeline.scratch, name: "two")
        let sha = try await pipeline.push("Run it\n\n:ACME_RUN:")
        let line = "\(String(repeating: "0", count: 40)) \(sha) refs/heads/main\n"
        for service in [one, two] {
            try await service.install(pipeline.bare)
            try await service.bunsen(["hook", "receive"], in: pipeline.bare, input: line)
        }
        try await one.serving { _ in
            try await two.serving { _ in
                let first = try #require(try await one.ended().first)
                let second = try #require(try await two.ended().first)
                #expect(first.state == "succeeded" && second.state == "succeeded", "\(first) \(second)")
                #expect(first.result?.commit == second.result?.commit)
            }
        }
        #expect(try await pipeline.origin("rev-list", "--count", "\(sha)..main") == "1")
        #expect(try await pipeline.origin("for-each-ref", "--format=%(refname)", "refs/bunsen/result").split(separator: "\n").count == 1)
        #expect(try await pipeline.origin("for-each-ref", "refs/bunsen/claim") == "")
    }

    @Test func `an experiment comes back as a branch and as a DVC experiment`() async throws {
        let pipeline = try await PipelineFixture()
        let service = try ServiceFixture(pipeline.scratch)
        try await service.install(pipeline.bare)
        try await service.serving { _ in
            let (sha, _) = try await pipeline.pushAndListen("Try\n\n:ACME_RUN: -S train.lr=0.5 -n warm\n:ACME_RUN_EXP:")
            let run = try #require(try await service.ended().first)
            #expect(run.state == "succeeded", "\(run)")
            #expect(try await pipeline.origin("rev-parse", "main") == sha.text)
            #expect(try await pipeline.origin("rev-parse", "experiment/\(sha.short)-warm") == run.result?.commit)
            let listed = try await Program.run(["dvc", "exp", "list", "origin", "--all"], in: pipeline.clone)
            #expect(listed.contains("warm"), "\(listed)")
        }
    }
}
