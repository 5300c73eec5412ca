import Foundation
import RunModel
import TestKit
import Testing

@Suite("Programs of a repository's own", .limited, .enabled(if: Requirement.dvc, "needs dvc: run scripts/install.sh"))
struct OverrideTests {
    @Test func `the commands that a pushed .bunsen.yaml names are run, and what they print is where it belongs`() async throws {
        let pipeline = try await PipelineFixture()
        try pipeline.scratch.write(
            "commands:\n  run: [sh, -c, 'echo \"own run of $*\"; dvc repro --quiet', own, '{args}']\n  report: [sh, -c, 'echo \"# Own report\"']\n",
            to: "clone/.bunsen.yaml")
        let sha = try await pipeline.push("Run it\n\n:ACME_RUN: prepare")
        try await JobProcess.run(try pipeline.spec(sha, arguments: ["prepare"]), in: pipeline) { job in
            try await eventually("the job ends") { job.log.contains("\"end\":") }
            #expect(job.log.contains("own run of prepare\n"))
        }
        let note = try await pipeline.origin("notes", "--ref=bunsen", "show", sha.text)
        let report = try JSONDecoder.bunsen.decode(Report.self, from: Data(note.utf8))
        #expect(report.custom == "# Own report")
        #expect(report.metrics.map(\.name) == ["accuracy"])
        #expect(try await pipeline.origin("show", "main:dvc.lock").contains("prepare"))
    }
}
