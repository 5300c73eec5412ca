import DynamoStore
import Engine
import Foundation
import RunModel
import TestKit
import Testing

/// The built program behind the runtime's own interface.
@Suite("bootstrap", .moto, .timeLimit(.minutes(20)), .enabled(if: Requirement.program("moto_server"), "needs scripts/install.sh"))
struct BootstrapTests {
    private static let sha = CommitSHA(String(repeating: "b", count: 40))!

    @Test func `a signed push becomes one job, as it is expected, and bad events end nothing`() async throws {
        try await LambdaFixture.serving { house in
            try await FakeRuntime.serving(environment: house.environment) { runtime in
                let push = try house.push(Self.sha)
                let first = await runtime.invoke(push)
                #expect(!first.isError && first.body.contains("\"statusCode\":202"), "\(first)")
                #expect(await runtime.invoke(push).body.contains("\"statusCode\":202"))
                #expect(house.batch.calls("SubmitJob") == 1)
                #expect(await runtime.invoke(Data("{".utf8)).isError)
                #expect(await runtime.invoke(Data("{\"source\": \"aws.s3\"}".utf8)) == FakeRuntime.Answer(isError: false, body: "null"))
                #expect(await runtime.invoke(LambdaFixture.tick) == FakeRuntime.Answer(isError: false, body: "null"))
                let health = try LambdaEventTests.http("", path: "/healthz", method: "GET")
                #expect(await runtime.invoke(health).body.contains("\"statusCode\":200"))
                let run = try #require(try await house.store.openRuns().first)
                let asked = try #require(house.batch.withState { $0.submitted.first })
                let spec = asked["containerOverrides"]?["environment"]?.list.first { $0["name"] == "BUNSEN_JOB_SPEC" }?["value"] ?? .null
                #expect(
                    asked == [
                        "jobName": .text("bunsen-pipeline-bbbbbbb-\(run.id)-1"), "jobQueue": .text(FakeBatch.queue),
                        "jobDefinition": "acme-production-ml-pipeline",
                        "containerOverrides": [
                            "environment": [
                                ["name": "BUNSEN_JOB_SPEC", "value": spec], ["name": "BUNSEN_SHA", "value": .text(Self.sha.text)],
                            ],
                            "resourceRequirements": [["type": "VCPU", "value": "1"], ["type": "MEMORY", "value": "2048"]],
                        ],
                        "retryStrategy": [
                            "attempts": 3,
                            "evaluateOnExit": [
                                ["action": "RETRY", "onExitCode": "75"], ["action": "RETRY", "onStatusReason": "Host EC2*"],
                                ["action": "EXIT", "onReason": "*"],
                            ],
                        ],
                        "timeout": asked["timeout"] ?? .null, "tags": ["bunsen:run": .text(run.id.text)], "propagateTags": true,
                    ])
                let told = try JobSpec(variableValue: spec.text ?? "")
                #expect(told.request.sha == Self.sha && told.credential?.origin == "https://127.0.0.1")
            }
        }
    }

    @Test func `without its table it says so, and does not begin`() async throws {
        try await FakeRuntime.serving(environment: ["AWS_REGION": "us-east-1"]) { runtime in
            try await eventually("it says why") { runtime.initError != nil }
            #expect(runtime.initError?.contains("BUNSEN_TABLE is not set") == true)
        }
    }
}
