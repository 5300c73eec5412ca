import Foundation
import RunModel
import TestKit
import Testing

/// From a signed push to the report, with AWS Batch in between: the fake starts what was submitted, with the environment that
/// was submitted, and data goes through S3.
@Suite("On AWS Batch", .limited, .enabled(if: Requirement.dvc && Requirement.program("moto_server"), "needs scripts/install.sh"))
struct BatchTests {
    private static let secret = "hook-secret-for-tests"
    private static let token = FakeGitHub.writeToken

    @Test func `a push that is delivered a hundred times at once is one job, and its result and report come home`() async throws {
        try await Self.serving { house in
            let message = "Try it\n\n:ACME_RUN:\n:ACME_MEMORY: 3072"
            let sha = try await house.push(message)
            let push = try SignedPush(.github, branch: "topic", sha: sha, message: message, secret: Self.secret)
            try await withThrowingTaskGroup { group in
                for _ in 0..<100 { group.addTask { try await push.send(to: house.port).status } }
                for try await status in group { #expect(status == 202) }
            }
            let run = try #require(try await house.service.ended().first)
            #expect(run.state == "succeeded", "\(run)\n\(house.service.log)")
            #expect(house.batch.calls("SubmitJob") == 1)
            let asked = try #require(house.batch.withState { $0.submitted.first })
            let requirements = asked["containerOverrides"]?["resourceRequirements"]?.list ?? []
            #expect(requirements.contains(["type": "MEMORY", "value": "3072"]))
            #expect(!asked.written.contains(Self.token))
            try await eventually("the report") { house.forge.comments(on: .commit(sha.text)).count == 1 }
            #expect(house.forge.comments.first?.body.contains("accuracy") == true)
            let lines = try await house.service.bunsen("runs", "logs", run.id)
            #expect(lines.output.contains("train"), "\(lines)")
            #expect(!lines.output.contains(Self.token))
            let differences = try await house.pipeline.differences(
                of: PipelineFixture.made, on: "topic", environment: S3Server.environment)
            #expect(differences.isEmpty)
        }
    }

    @Test func `a job whose machine is taken away goes on at the first unfinished stage`() async throws {
        try await Self.serving { house in
            let sha = try await house.push("Try it\n\n:ACME_RUN:")
            try house.pipeline.hold("train")
            let push = try SignedPush(.github, branch: "topic", sha: sha, message: "Try it\n\n:ACME_RUN:", secret: Self.secret)
            #expect(try await push.send(to: house.port).status == 202)
            try await house.pipeline.reached("train")
            let job = try #require(house.batch.withState { $0.jobs.keys.first })
            let id = try #require(try await house.service.runs().first?.id)
            async let followed = house.service.bunsen("runs", "logs", id, "--follow")
            try await eventually("finished stages are pushed", within: .seconds(60)) {
                house.batch.output(of: job).contains("pushed meanwhile: prepare, featurize")
            }
            house.batch.reclaim(job) {
                // Another machine has nothing of this one.
                for path in [house.cache, house.work] { try? FileManager.default.removeItem(atPath: path) }
                try? house.pipeline.release("train")
            }
            let run = try #require(try await house.service.ended().first)
            #expect(run.state == "succeeded", "\(run)\n\(house.service.log)")
            #expect(house.batch.calls("SubmitJob") == 1)
            let stages = try house.pipeline.stagesRun()
            #expect(stages == ["prepare", "featurize", "train", "train"], "\(stages)\n\(house.batch.output(of: job))")
            // Who follows the log reads both attempts, each line once.
            let lines = try await followed.output.split(separator: "\n")
            #expect(
                lines.count { $0.hasSuffix("working on prepare") } == 1 && lines.count { $0.hasSuffix("working on train") } == 2, "\(lines)"
            )
        }
    }

    @Test func `of two jobs from one answer that was lost, one has the result and the other ends well without`() async throws {
        try await Self.serving { house in
            let sha = try await house.push("Try it\n\n:ACME_RUN:")
            // As long as Batch's list lags behind, the first job is not found.
            house.batch.fail("SubmitJob", .lostAnswer)
            house.batch.fail("ListJobs", .empty, times: 3)
            let push = try SignedPush(.github, branch: "topic", sha: sha, message: "Try it\n\n:ACME_RUN:", secret: Self.secret)
            #expect(try await push.send(to: house.port).status == 202)
            let run = try #require(try await house.service.ended().first)
            #expect(["succeeded", "cached"].contains(run.state), "\(run)\n\(house.service.log)")
            try await eventually("both jobs end", within: .seconds(120)) {
                house.batch.withState { state in state.jobs.count == 2 && state.jobs.values.allSatisfy(\.hasEnded) }
            }
            let codes = house.batch.withState { state in state.jobs.values.map(\.exitCode) }
            let outputs = house.batch.withState { Array($0.jobs.keys) }.map { house.batch.output(of: $0) }
            #expect(codes == [0, 0], "\(outputs.joined(separator: "\n=====\n"))")
            let stages = try house.pipeline.stagesRun()
            #expect(stages == ["prepare", "featurize", "train"], "\(stages)")
        }
    }

    @Test(.enabled(if: Requirement.jobImage != nil && Requirement.containers, "needs the job image: run make image"))
    func `what is submitted runs in a real container of the job image`() async throws {
        try await Self.serving(in: Requirement.jobImage ?? "") { house in
            let sha = try await house.push("Try it\n\n:ACME_RUN:")
            let push = try SignedPush(.github, branch: "topic", sha: sha, message: "Try it\n\n:ACME_RUN:", secret: Self.secret)
            #expect(try await push.send(to: house.port).status == 202)
            let run = try #require(try await house.service.ended().first)
            let job = try #require(house.batch.withState { $0.jobs.keys.first })
            #expect(run.state == "succeeded", "\(run)\n\(house.batch.output(of: job))")
            // Nothing of it was on this machine.
            #expect(!FileManager.default.fileExists(atPath: house.work) && !FileManager.default.fileExists(atPath: house.cache))
            let differences = try await house.pipeline.differences(
                of: PipelineFixture.made, on: "topic", environment: S3Server.environment)
            #expect(differences.isEmpty)
            try await eventually("the report") { house.forge.comments(on: .commit(sha.text)).count == 1 }
            #expect(!house.batch.output(of: job).contains(Self.token))
        }
    }

    /// What Batch gives a job comes by environment; the only mount is where the stages leave word of themselves.
    private static func container(_ image: String, in pipeline: PipelineFixture) -> [String] {
        let names = [
            "BUNSEN_JOB_SPEC", "BUNSEN_SHA", "BUNSEN_FORGE_TOKEN", "AWS_BATCH_JOB_ID", "AWS_BATCH_JOB_ATTEMPT",
            "AWS_BATCH_JQ_NAME",
        ]
        let ran = "\(pipeline.scratch.path)/ran"
        let variables = (names + S3Server.environment.keys.sorted()).flatMap { ["--env", $0] }
        return ["podman"] + TestImage.settings.engineArguments + ["run", "--rm", "--network", "host"] + TestImage.settings.runArguments
            + variables + ["--volume", "\(ran):\(ran)", image]
    }

    private struct House: Sendable {
        let pipeline: PipelineFixture
        let forge: FakeGitHub
        let batch: FakeBatch
        let service: ServiceFixture
        let port: Int
        var cache: String { "\(pipeline.scratch.path)/dvc-cache" }
        var work: String { "\(pipeline.scratch.path)/batch-work" }

        func push(_ message: String) async throws -> CommitSHA {
            let sha = try await pipeline.push(message, branch: "topic")
            forge.add(sha, branches: "topic")
            return sha
        }
    }

    /// - Parameter image: starts each job in a container of it; nil: as a process of this machine.
    private static func serving(in image: String? = nil, _ body: @escaping @Sendable (House) async throws -> Void) async throws {
        let pipeline = try await PipelineFixture()
        if image != nil { try pipeline.scratch.write("", to: "ran") }
        let program = image.map { container($0, in: pipeline) } ?? [BunsenProgram.path, "job"]
        let environment = ["BUNSEN_FORGE_TOKEN": token].merging(S3Server.environment) { $1 }
        let batch = try FakeBatch(
            program: program, definitions: [FakeDefinition("acme-production-ml-pipeline", environment: environment)])
        try await S3Server.serving { s3 in
            try pipeline.scratch.write(
                "[core]\n    remote = store\n['remote \"store\"']\n    url = s3://\(S3Server.bucket)/dvc\n    endpointurl = \(s3)\n",
                to: "clone/.dvc/config")
            try await pipeline.serving(token: token, secrets: ["hook": secret]) { url in
                try await FakeGitHub.serving { forge in
                    try await batch.serving { address in
                        let service = try ServiceFixture(
                            pipeline.scratch,
                            settings: """
                                poll: {enabled: false}
                                push_after: 1s
                                batch:
                                  gpu:
                                    queue: \(FakeBatch.queue)
                                    work: \(pipeline.scratch.path)/batch-work
                                    cache: \(pipeline.scratch.path)/dvc-cache
                                queues: [{on: gpu}]
                                projects:
                                  project:
                                    url: \(url)
                                    repository: 127.0.0.1/acme/pipeline
                                    forge: github
                                    api: \(forge.api)
                                    token: {file: \(pipeline.secrets)/token}
                                    webhook: {secrets: [{file: \(pipeline.secrets)/hook}]}
                                """,
                            environment: [
                                "AWS_ENDPOINT_URL": address, "AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing",
                                "AWS_REGION": "us-east-1",
                            ])
                        try await service.serving(arguments: ["--listen", "127.0.0.1:0"]) { _ in
                            let port = try await service.port()
                            try await body(House(pipeline: pipeline, forge: forge, batch: batch, service: service, port: port))
                        }
                    }
                }
            }
        }
    }
}
