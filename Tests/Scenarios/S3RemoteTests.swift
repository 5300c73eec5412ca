import Foundation
import RunModel
import Subprocess
import TestKit
import Testing

/// A DVC remote in S3.
@Suite("With its data in S3", .limited, .enabled(if: Requirement.dvc && Requirement.program("moto_server"), "needs scripts/install.sh"))
struct S3RemoteTests {
    @Test("a job that dies goes on elsewhere, and moves what it needs alone")
    func resumes() async throws {
        try await S3Server.serving { address in
            let fixture = try await PipelineFixture()
            let remote = ["remote", "modify", "store"]
            try await Program.run(["dvc"] + remote + ["url", "s3://\(S3Server.bucket)/dvc"], in: fixture.clone)
            try await Program.run(["dvc"] + remote + ["endpointurl", address], in: fixture.clone)
            let sha = try await fixture.push("Run it\n\n:ACME_RUN:")
            try fixture.hold("train")
            var first = try fixture.spec(sha)
            first.pushAfterSeconds = 1
            try await JobProcess.run(first, in: fixture, environment: S3Server.environment) { job in
                try await fixture.reached("train")
                try await eventually("finished stages are pushed") { job.log.contains("pushed meanwhile: prepare, featurize") }
                try job.signal(.kill)
            }
            try fixture.release("train")
            let second = try fixture.spec(sha, attempt: 2, state: "other", run: first.run)
            #expect(try await JobProcess.run(second, in: fixture, environment: S3Server.environment) == .exited(0))
            let end = try JSONDecoder.bunsen.decode(JobEnd.self, from: Data(contentsOf: URL(filePath: second.places.exitFile)))
            let states = end.report?.stages.reduce(into: [:]) { $0[$1.name] = $1.state }
            #expect(states == ["prepare": .cached, "featurize": .cached, "train": .done, "evaluate": .done], "\(end)")
            // Each output once, and no more: three files, the metric, and an entry of the run-cache for each stage.
            let listing = try await Program.run(["curl", "-s", "\(address)/\(S3Server.bucket)?list-type=2"])
            #expect(listing.split(separator: "<Key>dvc/files/").count - 1 == 4, "\(listing)")
            #expect(listing.split(separator: "<Key>dvc/runs/").count - 1 == 4, "\(listing)")
            let clone = "\(fixture.scratch.path)/check"
            try await Program.run(["git", "clone", "--quiet", fixture.bare, clone])
            try await Program.run(["dvc", "pull", "--quiet"], in: clone, environment: S3Server.environment)
        }
    }
}
