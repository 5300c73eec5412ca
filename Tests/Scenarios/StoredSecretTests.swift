import Foundation
import RunModel
import TestKit
import Testing

/// What stages are to see is in SecretsManager, where the job's role reads it and the service may not.
@Suite(
    "Secrets of stages in SecretsManager", .limited,
    .enabled(if: Requirement.dvc && Requirement.program("moto_server"), "needs scripts/install.sh"))
struct StoredSecretTests {
    private static let plain = "plain-secret-of-tests"
    private static let part = "part-secret-of-tests"
    private static let step = """
        echo "they are $HF_TOKEN and $DATABASE"
        printf '%s %s' "$HF_TOKEN" "$DATABASE" | sha256sum > "$3"
        # No argument of who starts it.
        cat /proc/$PPID/cmdline | tr '\\0' '\\n' | grep -c of-tests >> "$3" || true

        """

    private struct House: Sendable {
        let pipeline: PipelineFixture
        let batch: FakeBatch
        let service: ServiceFixture
    }

    @Test func `are seen by stages, and are in no log, no request and nothing of the service's`() async throws {
        try await Self.serving("HF_TOKEN: {aws: acme/hf}, DATABASE: {aws: acme/db, key: password}") { house in
            try house.pipeline.scratch.write(Self.step, to: "clone/step.sh")
            try await house.pipeline.pushAndListen("Run it\n\n:ACME_RUN: prepare")
            let run = try #require(try await house.service.ended().first)
            let job = try #require(house.batch.withState { $0.jobs.keys.first })
            let output = house.batch.output(of: job)
            #expect(run.state == "succeeded", "\(run)\n\(output)")
            #expect(output.contains("they are ‹redacted› and ‹redacted›"), "\(output)")
            let check = "\(house.pipeline.scratch.path)/check"
            try await Program.run(["git", "clone", "--quiet", house.pipeline.bare, check])
            try await Program.run(["dvc", "pull", "--quiet", "prepared.txt"], in: check)
            let sum = try await Program.run(["sh", "-c", "printf '%s %s' \(Self.plain) \(Self.part) | sha256sum"])
            #expect(try String(contentsOfFile: "\(check)/prepared.txt", encoding: .utf8) == "\(sum)0\n")
            let asked = try #require(house.batch.withState { $0.submitted.first })
            for secret in [Self.plain, Self.part] {
                #expect(!output.contains(secret) && !asked.written.contains(secret))
                let found = try await Program.result(["grep", "-rl", "--", secret, house.service.state])
                #expect(found.output == "")
            }
        }
    }

    @Test(arguments: [
        ("acme/none", "", "misconfigured", "ResourceNotFoundException"),
        ("acme/db", ", key: user", "misconfigured", "it is no JSON object with a text “user”"),
        ("acme/hf", ", key: password", "misconfigured", "it is no JSON object with a text “password”"),
    ])
    func `that cannot be had end the run before a stage has run`(name: String, key: String, reason: String, words: String) async throws {
        try await Self.serving("HF_TOKEN: {aws: \(name)\(key)}") { house in
            try await house.pipeline.pushAndListen("Run it\n\n:ACME_RUN:")
            let run = try #require(try await house.service.ended().first)
            #expect(run.reason == reason && run.failure?.message.contains(words) == true, "\(run)")
            #expect(try house.pipeline.stagesRun() == [])
        }
    }

    private static func serving(_ secrets: String, _ body: @escaping @Sendable (House) async throws -> Void) async throws {
        let pipeline = try await PipelineFixture()
        let scratch = pipeline.scratch.path
        try await MotoServer.serving { moto in
            let fill = """
                import boto3, json
                client = boto3.client('secretsmanager', endpoint_url='\(moto)')
                client.create_secret(Name='acme/hf', SecretString='\(plain)')
                client.create_secret(Name='acme/db', SecretString=json.dumps({'password': '\(part)', 'port': 5432}))
                """
            try await Program.run(["python3", "-c", fill], environment: MotoServer.environment)
            let environment = MotoServer.environment.merging(["AWS_ENDPOINT_URL_SECRETS_MANAGER": moto]) { $1 }
            let batch = try FakeBatch(
                program: [BunsenProgram.path, "job"], definitions: [FakeDefinition("acme-production-ml-project", environment: environment)])
            try await batch.serving { address in
                // Nothing but Batch answers the service.
                let service = try ServiceFixture(
                    pipeline.scratch,
                    settings: """
                        batch: {cloud: {queue: \(FakeBatch.queue), work: \(scratch)/batch-work, cache: \(scratch)/dvc-cache}}
                        queues: [{on: cloud}]
                        projects:
                          project: {url: \(pipeline.bare), secrets: {\(secrets)}}
                        """,
                    environment: MotoServer.environment.merging(["AWS_ENDPOINT_URL": address]) { $1 })
                try await service.install(pipeline.bare)
                try await service.serving { _ in try await body(House(pipeline: pipeline, batch: batch, service: service)) }
            }
        }
    }
}
