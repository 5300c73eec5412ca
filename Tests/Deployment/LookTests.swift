import AWS
import Deployment
import Foundation
import TestKit
import Testing

@Suite(.timeLimit(.minutes(5))) struct LookTests {
    private static let root = DeploymentFixture.root
    private static let stack = "AWS::CloudFormation::Stack"

    @Test func `a diff has nested stacks' changes, says what holds data, and leaves nothing behind`() async throws {
        try await DeploymentFixture.serving { house in
            try await house.deploy()
            house.cloud.withState { state in
                state.pageSize = 1
                state.refusals["acme-production-artefacts"] = "The submitted information didn't contain changes."
                state.stacks["Remotes"] = FakeStack(
                    "CREATE_COMPLETE", parent: Self.root,
                    resources: [
                        FakeResource("Bucket", "AWS::S3::Bucket", "acme-production-dvc"),
                        FakeResource("Policy", "AWS::S3::BucketPolicy", "p"),
                    ])
                state.changes[Self.root] = [
                    FakeChange("Modify", "Spot", Self.stack, nested: "Spot"), FakeChange("Remove", "Remotes", Self.stack),
                    FakeChange("Add", "Extra", "AWS::SNS::Topic"),
                    FakeChange("Modify", "Perhaps", "AWS::DynamoDB::Table", replacement: "Conditional"),
                ]
                state.changes["Spot"] = [
                    FakeChange(
                        "Modify", "ComputeEnvironment", "AWS::Batch::ComputeEnvironment", replacement: "False",
                        properties: ["ComputeResources"]),
                    FakeChange("Modify", "Queue", "AWS::Batch::JobQueue", replacement: "True", properties: ["JobQueueName"]),
                ]
            }
            let executed = house.cloud.calls("ExecuteChangeSet")
            let differences = try #require(try await house.deployment.diff(try await house.plan(["LogDays=30"])))
            let told = differences.map { "\($0.kind.rawValue) \($0.resource) \($0.losesData)" }
            #expect(
                told == [
                    "changed Spot/ComputeEnvironment false", "replaced Spot/Queue false", "removed Remotes/Bucket true",
                    "removed Remotes/Policy false", "removed Remotes false", "added Extra false", "perhaps_replaced Perhaps false",
                ])
            #expect(differences[0].properties == ["ComputeResources"])
            #expect(house.cloud.calls("ExecuteChangeSet") == executed)
            #expect(house.cloud.withState { $0.stacks[Self.root]?.status } == "CREATE_COMPLETE")
        }
    }

    @Test func `a diff before there is anything asks for nothing, and one before the deployment leaves no stack`() async throws {
        try await DeploymentFixture.serving { house in
            let plan = try await house.plan()
            #expect(try await house.deployment.diff(plan) == nil)
            #expect(house.cloud.calls("CreateChangeSet") == 0)
            house.cloud.withState { $0.buckets[DeploymentFixture.bucket] = [:] }
            #expect(try await house.deployment.diff(plan)?.map(\.kind) == [.added, .added])
            #expect(house.cloud.withState { $0.stacks.count } == 0)
        }
    }

    @Test func `the status has all stacks that belong, and parameters that are not the templates' own`() async throws {
        try await DeploymentFixture.serving { house in
            let set = try TemplateSet.own()
            let root = try set.template(TemplateSet.root)
            #expect(try await house.deployment.status(set, wanted: Overrides([], for: root)) == nil)
            try await house.deploy(["Nat=one"])
            house.cloud.withState { state in
                state.pageSize = 2
                state.stacks["acme-production-Net-1"] = FakeStack("UPDATE_COMPLETE", parent: Self.root)
                state.stacks["acme-production-Net-1-ZoneA"] = FakeStack("UPDATE_COMPLETE", parent: "acme-production-Net-1")
                state.stacks["acme-production-my-digits"] = FakeStack(
                    "CREATE_COMPLETE", parameters: ["Prefix": "acme", "Environment": "production", "Repository": "my_digits"])
                state.stacks["acme-production-other"] = FakeStack("CREATE_COMPLETE")
                state.stacks["acme-staging"] = FakeStack("CREATE_COMPLETE")
                state.stacks[Self.root]?.parameters["Gone"] = "x"
            }
            let wanted = try Overrides(["Nat=each", "MaxVcpus=12"], for: root)
            let status = try #require(try await house.deployment.status(set, wanted: wanted))
            #expect(
                status.stacks.map(\.stack) == [
                    "acme-production-artefacts", Self.root, "acme-production-Net-1", "acme-production-Net-1-ZoneA",
                    "acme-production-my-digits",
                ])
            #expect(status.url == "https://a1b2c3.execute-api.us-east-1.amazonaws.com")
            #expect(status.function?.hasPrefix("function/bunsen-lambda-0.1.0-x86_64-") == true)
            #expect(!status.hasOtherTemplates)
            let drift = status.parameters.map { "\($0.name)=\($0.value) of \($0.preset ?? "nothing") for \($0.wanted ?? "nothing")" }
            #expect(drift == ["Gone=x of nothing for nothing", "MaxVcpus= of 256 for 12", "Nat=one of none for each"])
        }
    }

    @Test func `down removes repositories first and the bucket last, and keeps data unless it is to go`() async throws {
        try await DeploymentFixture.serving { house in
            try await house.deploy()
            let remotes = "acme-production-dvc-123456789012-us-east-1"
            house.cloud.withState { state in
                state.stacks["acme-production-digits"] = FakeStack(
                    "CREATE_COMPLETE", parameters: ["Prefix": "acme", "Environment": "production", "Repository": "digits"])
                state.stacks["Remotes"] = FakeStack(
                    "CREATE_COMPLETE", parent: Self.root, resources: [FakeResource("Bucket", "AWS::S3::Bucket", remotes)])
                state.stacks[Self.root]?.resources = [
                    FakeResource("Remotes", Self.stack, FakeCloudFormation.id("Remotes")),
                    FakeResource("Logs", "AWS::Logs::LogGroup", "/aws/lambda/x"), FakeResource("Role", "AWS::IAM::Role", "r"),
                ]
                state.buckets[remotes] = ["digits/a&b": Data(), "digits/c": Data()]
            }
            let removal = try #require(try await house.deployment.removal())
            #expect(removal.stacks == ["acme-production-digits", Self.root, "acme-production-artefacts"])
            #expect(removal.kept.map { "\($0.type) \($0.id)" } == ["AWS::S3::Bucket \(remotes)"])
            try await house.deployment.down(removal, deletesData: true)
            #expect(house.cloud.withState { $0.stacks.keys.sorted() } == ["Remotes"])
            #expect(house.cloud.withState { $0.buckets[remotes] } == nil)
            #expect(try await house.deployment.removal() == nil)
        }
    }

    @Test func `a removal that fails says what holds it`() async throws {
        try await DeploymentFixture.serving { house in
            try await house.deploy()
            house.cloud.withState { state in
                state.scripts[Self.root] = [
                    .stack(Self.root, "DELETE_IN_PROGRESS", "User Initiated"),
                    FakeStackEvent(Self.root, "Vpc", "AWS::EC2::VPC", "DELETE_FAILED", "The vpc has dependencies and cannot be deleted"),
                    .stack(Self.root, "DELETE_FAILED", "The following resource(s) failed to delete: [Vpc]."),
                ]
            }
            let removal = try #require(try await house.deployment.removal())
            let error = try await #require(throws: DeploymentError.self) { try await house.deployment.down(removal, deletesData: true) }
            #expect(error.message.contains("ended as DELETE_FAILED because of Vpc"))
            #expect(error.remedy.contains("bunsen deploy down"))
            #expect(house.cloud.withState { $0.buckets[DeploymentFixture.bucket] } != nil)
        }
    }
}
