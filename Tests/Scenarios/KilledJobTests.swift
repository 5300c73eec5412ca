import Foundation
import RunModel
import Subprocess
import TestKit
import Testing

/// Crash drills on the real program: the job is killed with -9 after a step, and run again.
@Suite("A job killed with -9", .limited, .enabled(if: Requirement.dvc, "needs dvc: run scripts/install.sh"))
struct KilledJobTests {
    @Test("gives exactly one result when it is run again, here or on another machine", arguments: JobStep.allCases, ["here", "elsewhere"])
    func killedAfter(step: JobStep, second: String) async throws {
        let fixture = try await PipelineFixture()
        let sha = try await fixture.push("Run it\n\n:ACME_RUN:")
        let first = try fixture.spec(sha)
        try await runAndKill(first, after: step, fixture)
        let again = try fixture.spec(sha, attempt: 2, state: second == "here" ? "state" : "other", run: first.run)
        let status = try await JobProcess.run(again, in: fixture)
        #expect(status == .exited(0))

        let end = try JSONDecoder.bunsen.decode(JobEnd.self, from: Data(contentsOf: URL(filePath: again.places.exitFile)))
        #expect(end.outcome == .succeeded, "\(end)")
        #expect(try await fixture.origin("rev-list", "--count", "\(sha)..main") == "1")
        #expect(try await fixture.origin("rev-parse", "main") == end.report?.result?.commit.text)
        #expect(try await fixture.origin("for-each-ref", "--format=%(refname)", "refs/bunsen/result").split(separator: "\n").count == 1)
        #expect(try await fixture.origin("for-each-ref", "refs/bunsen/claim") == "")
        #expect(try await fixture.origin("notes", "--ref=bunsen", "show", sha.text).split(separator: "\n").count == 1)

        let clone = "\(fixture.scratch.path)/check"
        try await Program.run(["git", "clone", "--quiet", fixture.bare, clone])
        try await Program.run(["dvc", "pull", "--quiet"], in: clone)
    }

    private func runAndKill(_ spec: JobSpec, after step: JobStep, _ fixture: PipelineFixture) async throws {
        let paused = "\(spec.places.work)/paused"
        try await JobProcess.run(spec, in: fixture, environment: ["BUNSEN_JOB_PAUSE_AFTER": step.rawValue]) { job in
            try await eventually("the job pauses after \(step)") { FileManager.default.fileExists(atPath: paused) }
            try job.signal(.kill)
        }
    }
}
