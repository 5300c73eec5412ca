import Foundation
import Job
import RunModel
import TestKit
import Testing

@Suite("The job's transaction", .enabled(if: Requirement.dvc, "needs dvc: run scripts/install.sh"))
struct JobRunnerTests {
    @Test("a pushed commit gives one result commit on its branch, with all data on the remote")
    func wholeJob() async throws {
        let fixture = try await PipelineFixture()
        let sha = try await fixture.push("Run it\n\n:ACME_RUN:")
        let job = JobFixture(pipeline: fixture)
        let end = await job.run(try fixture.spec(sha))

        #expect(end.outcome == .succeeded, "\(String(describing: end.failure))\n\(job.log.text)")
        let tip = try await fixture.origin("rev-parse", "main")
        #expect(tip == end.report?.result?.commit.text)
        #expect(try await fixture.origin("rev-parse", "main^") == sha.text)
        let message = try await fixture.origin("log", "-1", "--format=%B", "main")
        #expect(message.contains("(4 of 4 stages ran)"))
        #expect(message.contains("Bunsen-Trigger: \(sha)"))
        let changed = try await fixture.origin("show", "--format=", "--name-only", "main").split(separator: "\n")
        #expect(Set(changed) == ["dvc.lock", "metrics.json", ".gitignore"])

        let elsewhere = "\(fixture.scratch.path)/elsewhere"
        try await Program.run(["git", "clone", "--quiet", fixture.bare, elsewhere])
        try await Program.run(["dvc", "pull", "--quiet"], in: elsewhere)
        #expect(try await Program.run(["dvc", "status"], in: elsewhere).contains("up to date"))

        let note = try await fixture.origin("notes", "--ref=bunsen", "show", sha.text)
        let report = try JSONDecoder.bunsen.decode(Report.self, from: Data(note.utf8))
        #expect(report.stages.map(\.state) == [.done, .done, .done, .done])
        #expect(report.metrics.first?.after == .number(0.1))
        #expect(try await fixture.origin("for-each-ref", "refs/bunsen/claim") == "")
    }

    @Test("an experiment comes back as a branch and a DVC experiment on its base commit")
    func experiment() async throws {
        let fixture = try await PipelineFixture()
        let sha = try await fixture.push("Try it\n\n:ACME_RUN: -S train.lr=0.5 -n fast\n:ACME_RUN_EXP:")
        let job = JobFixture(pipeline: fixture)
        let end = await job.run(try fixture.spec(sha, arguments: ["-S", "train.lr=0.5", "-n", "fast"], experiment: true))

        #expect(end.outcome == .succeeded, "\(String(describing: end.failure))\n\(job.log.text)")
        #expect(try await fixture.origin("rev-parse", "main") == sha.text)
        #expect(try await fixture.origin("show", "experiment/\(sha.short)-fast:params.yaml").contains("lr: 0.5"))
        let plain = "\(fixture.scratch.path)/plain"
        try await Program.run(["git", "clone", "--quiet", fixture.bare, plain])
        #expect(try await Program.run(["dvc", "exp", "list", "origin", "--rev", sha.text], in: plain).contains("fast"))
    }

    @Test("the branch moved on: nothing is overwritten and the result waits on a branch of its own")
    func moved() async throws {
        let fixture = try await PipelineFixture()
        let sha = try await fixture.push("Run it\n\n:ACME_RUN:")
        let newer = try await fixture.push("Another thing")
        let job = JobFixture(pipeline: fixture)
        let spec = try fixture.spec(sha)
        let end = await job.run(spec)

        #expect(end.outcome == .succeeded)
        #expect(end.report?.result?.published.first?.outcome == .moved)
        #expect(try await fixture.origin("rev-parse", "main") == newer.text)
        #expect(try await fixture.origin("rev-parse", "bunsen/\(spec.run)") == end.report?.result?.commit.text)
    }

    @Test("a stage that fails is named, with its exit code and last lines, and publishes nothing")
    func stageFails() async throws {
        let fixture = try await PipelineFixture()
        try fixture.scratch.write("echo about to break; exit 3\n", to: "clone/step.sh")
        let sha = try await fixture.push("Break it\n\n:ACME_RUN:")
        let job = JobFixture(pipeline: fixture)
        let end = await job.run(try fixture.spec(sha))

        #expect(end.failure?.reason == .stageFailed)
        #expect(end.failure?.stage == "prepare")
        #expect(end.failure?.exitCode == 3)
        #expect(end.failure?.lastLines.contains("about to break") == true)
        #expect(try await fixture.origin("rev-parse", "main") == sha.text)
    }

    @Test("two services given the same commit make one result")
    func twoServices() async throws {
        let fixture = try await PipelineFixture()
        let sha = try await fixture.push("Run it\n\n:ACME_RUN:")
        let job = JobFixture(pipeline: fixture)
        let first = await job.run(try fixture.spec(sha, state: "one"))
        let second = await job.run(try fixture.spec(sha, state: "two"))

        #expect(first.report?.result?.commit == second.report?.result?.commit)
        #expect(try await fixture.origin("rev-list", "--count", "\(sha)..main") == "1")
    }
}
