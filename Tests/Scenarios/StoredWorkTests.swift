import Foundation
import RunModel
import TestKit
import Testing

/// A job on AWS Batch fails on a machine that nobody gets to see.
@Suite(
    "The work of a failed job on AWS Batch", .limited,
    .enabled(if: Requirement.dvc && Requirement.program("moto_server"), "needs scripts/install.sh"))
struct StoredWorkTests {
    private struct Answer: Decodable { let path: String, stage: String? }
    private static let secret = "stage-secret-of-tests"

    private struct House: Sendable {
        let pipeline: PipelineFixture
        let batch: FakeBatch
        let service: ServiceFixture
        let address: String

        /// A call of boto3's client.
        func s3(_ call: String) async throws {
            let script = "import boto3; boto3.client('s3', endpoint_url='\(address)').\(call)"
            try await Program.run(["python3", "-c", script], environment: S3Server.environment)
        }
    }

    @Test func `is opened as work of this machine is, and has neither cache nor secrets`() async throws {
        try await Self.serving { house in
            try house.pipeline.scratch.write(
                """
                echo "working on $1"
                [ $1 != featurize ] || { echo partial > "$3"; echo "$STAGE_SECRET" > noted; exit 3; }
                cp "$2" "$3"

                """, to: "clone/step.sh")
            try await house.pipeline.pushAndListen("Fail\n\n:ACME_RUN:")
            let run = try #require(try await house.service.ended().first)
            let job = try #require(house.batch.withState { $0.jobs.keys.first })
            #expect(run.reason == "stage_failed", "\(run)\n\(house.batch.output(of: job))")
            #expect(house.batch.output(of: job).contains("is kept at s3://data/failed/\(run.id).tar.gz, without noted"))
            // Another machine has nothing of that one.
            for name in ["batch-work", "dvc-cache"] {
                try? FileManager.default.removeItem(atPath: "\(house.pipeline.scratch.path)/\(name)")
            }

            let answer: Answer = try await house.service.bunsen("runs", "open", run.id, "--json").json()
            #expect(answer.path == "\(house.service.state)/runs/\(run.id)/work/open/clone" && answer.stage == "featurize")
            let clone = answer.path
            #expect(try String(contentsOfFile: "\(clone)/features.txt", encoding: .utf8) == "partial\n")
            for name in ["noted", ".dvc/config.local", ".dvc/cache", ".dvc/tmp"] {
                #expect(!FileManager.default.fileExists(atPath: "\(clone)/\(name)"), "\(name)")
            }
            #expect(try await Program.run(["git", "log", "-1", "--format=%s"], in: clone) == "Fail\n")
            #expect(try await Program.run(["git", "status", "--porcelain", "dvc.yaml", "step.sh"], in: clone) == "")
            let found = try await Program.result(["grep", "-rl", "--", Self.secret, "\(house.service.state)/runs"])
            #expect(found.output == "")

            // What somebody has changed there stays, until there is a newer one.
            try Data("mine".utf8).write(to: URL(filePath: "\(clone)/mine"))
            #expect(try await house.service.bunsen("runs", "open", run.id).output == "\(clone)\n")
            #expect(FileManager.default.fileExists(atPath: "\(clone)/mine"))
            #expect(try await house.service.bunsen("runs", "retry", run.id).code == 0)
            let again = try #require(try await house.service.ended().first)
            #expect(again.attempts == 2 && again.reason == "stage_failed")
            #expect(try await house.service.bunsen("runs", "open", run.id).output == "\(clone)\n")
            #expect(!FileManager.default.fileExists(atPath: "\(clone)/mine"))
        }
    }

    @Test func `that is not there any more, or cannot be fetched, is told so`() async throws {
        try await Self.serving { house in
            try house.pipeline.scratch.write("exit 3\n", to: "clone/step.sh")
            try await house.pipeline.pushAndListen("Fail\n\n:ACME_RUN:")
            let run = try #require(try await house.service.ended().first)
            try await house.s3(#"put_object(Bucket="data", Key="failed/\#(run.id).tar.gz", Body=b"nothing of tar")"#)
            let broken = try await house.service.bunsen("runs", "open", run.id)
            #expect(broken.code == 1 && broken.error.contains("cannot be unpacked"), "\(broken)")
            try await house.s3(#"delete_object(Bucket="data", Key="failed/\#(run.id).tar.gz")"#)
            let gone = try await house.service.bunsen("runs", "open", run.id)
            #expect(gone.code == 1 && gone.error.contains("is not here"), "\(gone)")
            let left = try FileManager.default.subpathsOfDirectory(atPath: "\(house.service.state)/runs/\(run.id)")
            #expect(left == ["report.json"])
        }
    }

    private static func serving(_ body: @escaping @Sendable (House) async throws -> Void) async throws {
        let pipeline = try await PipelineFixture()
        let scratch = pipeline.scratch.path
        try await S3Server.serving { s3 in
            let environment = S3Server.environment.merging(["AWS_ENDPOINT_URL_S3": s3, "STAGE_SECRET": secret]) { $1 }
            let batch = try FakeBatch(
                program: [BunsenProgram.path, "job"], definitions: [FakeDefinition("acme-production-ml-project", environment: environment)])
            try await batch.serving { address in
                let service = try ServiceFixture(
                    pipeline.scratch,
                    settings: """
                        batch:
                          cloud: {queue: \(FakeBatch.queue), work: \(scratch)/batch-work, cache: \(scratch)/dvc-cache, failed: "s3://\(S3Server.bucket)/failed"}
                        queues: [{on: cloud}]
                        projects:
                          project: {url: \(pipeline.bare), secrets: {STAGE_SECRET: {env: NOT_OF_THE_SERVICE}}}
                        """,
                    environment: S3Server.environment.merging(["AWS_ENDPOINT_URL": address, "AWS_ENDPOINT_URL_S3": s3]) { $1 })
                try await service.install(pipeline.bare)
                try await service.serving { _ in try await body(House(pipeline: pipeline, batch: batch, service: service, address: s3)) }
            }
        }
    }
}
