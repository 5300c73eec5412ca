import Foundation
import RunModel
import Subprocess
import TestKit
import Testing

/// Jobs of one repository at the same time, on one machine.
@Suite("Two jobs with one cache", .limited, .enabled(if: Requirement.dvc, "needs dvc: run scripts/install.sh"))
struct TogetherTests {
    @Test func `give each its own result, and the second takes what the first has made`() async throws {
        let fixture = try await PipelineFixture(stageSeconds: 0.5)
        let one = try await fixture.push("One\n\n:ACME_RUN:")
        try fixture.scratch.write("train:\n  lr: 0.7\n", to: "clone/params.yaml")
        let two = try await fixture.push("Two\n\n:ACME_RUN:", branch: "two")
        async let first = JobProcess.run(try fixture.spec(one), in: fixture)
        // A job of a later attempt, so that its files have other names.
        async let second = JobProcess.run(try fixture.spec(two, attempt: 2, branches: ["two"]), in: fixture)
        let ends = try await [first, second]
        #expect(ends == [.exited(0), .exited(0)])
        for (branch, rate) in [("main", "0.1"), ("two", "0.7")] {
            #expect(try await fixture.origin("show", "\(branch):metrics.json") == "{\"accuracy\": \(rate)}")
            let clone = "\(fixture.scratch.path)/check-\(branch)"
            try await Program.run(["git", "clone", "--quiet", "--branch", branch, fixture.bare, clone])
            try await Program.run(["dvc", "pull", "--quiet"], in: clone)
        }
    }
}
