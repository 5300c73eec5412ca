import Foundation
import RunModel
import TestKit
import Testing

/// A job on a machine that is taken back, with what EC2 and ECS tell it.
@Suite("A spot machine", .limited, .enabled(if: Requirement.dvc, "needs dvc: run scripts/install.sh"))
struct SpotTests {
    let pipeline: PipelineFixture

    init() async throws { pipeline = try await PipelineFixture() }

    /// So that what is there in the end was pushed because of the notice.
    private func withNothingPushedMeanwhile(_ spec: JobSpec) -> JobSpec {
        var spec = spec
        spec.pushAfterSeconds = 3600
        return spec
    }

    /// As Batch starts it: the spec by environment.
    private func job(_ spec: JobSpec, attempt: Int, _ environment: [String: String]) async throws -> Program.Result {
        try await Program.result(
            [BunsenProgram.path, "job"], in: pipeline.scratch.path,
            environment: [
                "BUNSEN_JOB_SPEC": try spec.variableValue(), "AWS_BATCH_JOB_ID": "4c7599ae-0a82-49aa-ba5a-000000000001",
                "AWS_BATCH_JOB_ATTEMPT": "\(attempt)", "TMPDIR": pipeline.scratch.path,
            ].merging(environment) { $1 })
    }

    @Test func `that gives notice lets the job push what is finished, and the next one goes on from there`() async throws {
        try await FakeMetadata.serving { metadata, environment in
            let sha = try await pipeline.push("Run it\n\n:ACME_RUN:")
            try pipeline.hold("train")
            let spec = try withNothingPushedMeanwhile(pipeline.spec(sha))
            async let first = job(spec, attempt: 1, environment)
            try await pipeline.reached("train")
            metadata.notice(at: Date().addingTimeInterval(120))
            let stopped = try await first
            #expect(stopped.code == 75 && stopped.output.contains("the machine is taken back at"), "\(stopped)")
            try pipeline.release("train")
            // Another machine has nothing of this one.
            for path in [spec.places.work, spec.places.cache] { try? FileManager.default.removeItem(atPath: path) }
            let second = try await FakeMetadata.serving { _, environment in try await job(spec, attempt: 2, environment) }
            #expect(second.code == 0, "\(second)")
            let stages = try pipeline.stagesRun()
            #expect(stages == ["prepare", "featurize", "train", "train"], "\(stages)")
            let message = try await pipeline.origin("log", "-1", "--format=%B", "main")
            #expect(message.contains("Bunsen-Log: \(FakeMetadata.logStream)"), "\(message)")
        }
    }

    @Test func `whose metadata nobody can reach is a machine like any other, and so is a cache that cannot be written`() async throws {
        let sha = try await pipeline.push("Run it\n\n:ACME_RUN:")
        var spec = try pipeline.spec(sha)
        // A file where the mount should be: root may write into any directory.
        try pipeline.scratch.write("", to: "no-directory")
        spec.places.cache = "\(pipeline.scratch.path)/no-directory/cache"
        spec.places.environments = "\(pipeline.scratch.path)/no-directory/environments"
        let nowhere = ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1", "ECS_CONTAINER_METADATA_URI_V4": "http://127.0.0.1:1/v4"]
        let result = try await job(spec, attempt: 1, nowhere)
        #expect(result.code == 0, "\(result)")
        #expect(try await pipeline.differences(of: PipelineFixture.made) == [])
    }
}
