import AWS
import Deployment
import Foundation
import TestKit
import Testing

@Suite(.timeLimit(.minutes(5))) struct UpTests {
    private static let root = DeploymentFixture.root
    private static let stack = "AWS::CloudFormation::Stack"

    @Test func `an empty account gets bucket, uploads and deployment, in that order, and again nothing`() async throws {
        try await DeploymentFixture.serving { house in
            house.cloud.withState { $0.outputs[Self.root] = ["Url": "https://u"] }
            let plan = try await house.plan(["Nat=one"])
            #expect(try await house.deployment.up(plan, replacesData: false)["Url"] == "https://u")
            let order = house.cloud.withState { state in
                state.calls.compactMap { $0["Action"] == "ExecuteChangeSet" ? $0["StackName"]?.split(separator: "/")[1] : nil }
            }
            #expect(order == ["acme-production-artefacts", "acme-production"])
            let keys = house.cloud.withState { Set($0.buckets[DeploymentFixture.bucket]?.keys.map(\.self) ?? []) }
            #expect(keys == Set(plan.templates.templates.keys.map { "\(plan.templates.path)/\($0)" } + [plan.function.key]))
            let stack = try #require(house.cloud.withState { $0.stacks[Self.root] })
            #expect(
                stack.parameters == [
                    "Prefix": "acme", "Environment": "production", "TemplatesPath": plan.templates.path, "CodeKey": plan.function.key,
                    "Architecture": "x86_64", "Nat": "one",
                ])
            let asked = try #require(house.cloud.asked("CreateChangeSet"))
            #expect(asked["IncludeNestedStacks"] == nil && asked["Capabilities.member.1"] == "CAPABILITY_IAM")
            #expect(
                asked["TemplateURL"]
                    == "https://\(DeploymentFixture.bucket).s3.us-east-1.amazonaws.com/\(plan.templates.path)/bunsen.yaml")

            // Nothing is uploaded anew, and nothing is asked of a deployment that is so already.
            let words = "The submitted information didn't contain changes. Submit different information to create a change set."
            house.cloud.withState { $0.refusals["acme-production-artefacts"] = words }
            #expect(try await house.deployment.up(try await house.plan(), replacesData: false)["Url"] == "https://u")
            #expect(house.cloud.calls("ExecuteChangeSet") == 2 && house.cloud.calls("CreateChangeSet") == 3)
            #expect(house.cloud.calls("DeleteChangeSet") == 1)

            // Nor is anything changed where CloudFormation alone finds that out. What is not named keeps what it has.
            house.cloud.withState { $0.refusals[Self.root] = "No updates are to be performed." }
            _ = try await house.deployment.up(try await house.plan(["LogDays=30"]), replacesData: false)
            #expect(house.cloud.calls("ExecuteChangeSet") == 2)
            let again = try #require(house.cloud.asked("CreateChangeSet"))
            let index = try #require(again.first { $0.value == "Nat" }?.key.split(separator: ".")[2])
            #expect(again["Parameters.member.\(index).UsePreviousValue"] == "true")
            #expect(house.news.all.filter { if case .uploaded(_, _, isThere: false) = $0 { true } else { false } }.count == 16)
            #expect(house.news.notes.filter { $0.hasSuffix("as it should be") }.count == 4)
        }
    }

    /// What CloudFormation tells of an API that cannot be made: its siblings are cancelled, its parents fail, all is put back.
    private static let failing: [FakeStackEvent] = [
        .stack(root, "CREATE_IN_PROGRESS", "User Initiated"),
        .stack(root, nested: "Net", "CREATE_IN_PROGRESS"), .stack(root, nested: "Door", "CREATE_IN_PROGRESS"),
        FakeStackEvent(root, "Runs", stack, "CREATE_FAILED", "Resource creation cancelled"),
        .stack(root, nested: "Door", "CREATE_FAILED", "Embedded stack arn:door was not successfully created: [Api]"),
        .stack(root, "ROLLBACK_IN_PROGRESS", "The following resource(s) failed to create: [Door, Runs]. Rollback requested by user."),
        .stack(root, nested: "Net", "DELETE_COMPLETE"), .stack(root, "ROLLBACK_COMPLETE"),
    ]

    @Test(arguments: [1, 2, 100])
    func `the first real error is told, not what follows from it, whatever the size of pages`(_ pageSize: Int) async throws {
        try await DeploymentFixture.serving { house in
            house.cloud.withState { state in
                state.pageSize = pageSize
                state.scripts[Self.root] = Self.failing
                state.pending(
                    "Door",
                    [
                        .stack("Door", "CREATE_IN_PROGRESS"), FakeStackEvent("Door", "Api", "AWS::ApiGatewayV2::Api", "CREATE_IN_PROGRESS"),
                        FakeStackEvent(
                            "Door", "Api", "AWS::ApiGatewayV2::Api", "CREATE_FAILED",
                            "User ada is not authorized to perform: apigateway:POST on resource x"),
                        .stack("Door", "CREATE_FAILED", "The following resource(s) failed to create: [Api]."),
                    ])
            }
            let plan = try await house.plan()
            let error = try await #require(throws: DeploymentError.self) {
                try await house.deployment.up(plan, replacesData: false)
            }
            #expect(error.kind == .failed && error.code == "stack_failed")
            #expect(
                error.message.hasPrefix(
                    "The stack acme-production ended as ROLLBACK_COMPLETE because of Door/Api (AWS::ApiGatewayV2::Api, CREATE_FAILED): "
                        + "User ada is not authorized"), "\(error)")
            #expect(error.remedy.contains("Give whoever deploys the right"))
            let events = house.news.events
            #expect(events.contains("Door/Api CREATE_FAILED") && events.last == "acme-production ROLLBACK_COMPLETE")
            #expect(Set(events).count == events.count, "each is told once")

            // What is left of it is removed by the next one.
            house.cloud.withState { $0.pageSize = 100 }
            _ = try await house.deployment.up(plan, replacesData: false)
            #expect(house.cloud.asked("DeleteStack")?["StackName"] == FakeCloudFormation.id(Self.root))
            #expect(house.cloud.withState { $0.stacks[Self.root]?.status } == "CREATE_COMPLETE")
        }
    }

    @Test func `where nothing but consequences is told, it says so`() async throws {
        try await DeploymentFixture.serving { house in
            house.cloud.withState { state in
                state.scripts[Self.root] = [
                    .stack(Self.root, "CREATE_IN_PROGRESS", "User Initiated"),
                    FakeStackEvent(Self.root, "Runs", Self.stack, "CREATE_FAILED", "Resource creation cancelled"),
                    .stack(Self.root, "ROLLBACK_COMPLETE"),
                ]
            }
            let plan = try await house.plan()
            let error = try await #require(throws: DeploymentError.self) { try await house.deployment.up(plan, replacesData: false) }
            #expect(error.message.contains("none of its events says why"))
        }
    }

    @Test func `events of a former operation are not told, nor is an old failure taken for a new one`() async throws {
        try await DeploymentFixture.serving { house in
            try await house.deploy()
            house.cloud.withState { state in
                for _ in 0..<30 { state.happen(FakeStackEvent(Self.root, "Old", "AWS::SNS::Topic", "UPDATE_FAILED", "old news")) }
                state.happen(.stack(Self.root, "UPDATE_ROLLBACK_COMPLETE"))
                state.pageSize = 7
                state.scripts[Self.root] = [
                    .stack(Self.root, "UPDATE_IN_PROGRESS", "User Initiated"),
                    FakeStackEvent(Self.root, "New", "AWS::SNS::Topic", "UPDATE_FAILED", "Topic name already exists"),
                    .stack(Self.root, "UPDATE_ROLLBACK_COMPLETE"),
                ]
            }
            let plan = try await house.plan(["LogDays=30"])
            let error = try await #require(throws: DeploymentError.self) { try await house.deployment.up(plan, replacesData: false) }
            #expect(error.message.contains("because of New (AWS::SNS::Topic, UPDATE_FAILED): Topic name already exists."))
            #expect(!house.news.events.contains("Old UPDATE_FAILED"))
        }
    }

    @Test func `throttling is waited out, also for longer than a call is patient`() async throws {
        try await DeploymentFixture.serving { house in
            house.cloud.withState { state in
                state.laterFailures["DescribeStackEvents"] = Array(repeating: .throttled, count: 14)
                state.failures["CreateChangeSet"] = [.throttled, .throttled]
                state.failures["DescribeChangeSet"] = [CloudFormationFailure(503, "ServiceUnavailable", "try later")]
            }
            _ = try await house.deployment.up(try await house.plan(), replacesData: false)
            #expect(house.cloud.withState { $0.stacks[Self.root]?.status } == "CREATE_COMPLETE")
        }
    }

    @Test func `a change that somebody else has begun is followed first`() async throws {
        try await DeploymentFixture.serving { house in
            try await house.deploy()
            house.cloud.withState { state in
                state.happen(.stack(Self.root, "UPDATE_IN_PROGRESS", "User Initiated"))
                state.pending(
                    Self.root,
                    [FakeStackEvent(Self.root, "Theirs", "AWS::SNS::Topic", "UPDATE_COMPLETE"), .stack(Self.root, "UPDATE_COMPLETE")])
            }
            _ = try await house.deployment.up(try await house.plan(["LogDays=30"]), replacesData: false)
            #expect(house.news.events.contains("Theirs UPDATE_COMPLETE"))
            #expect(house.news.notes.contains { $0.contains("following that first") })
            #expect(house.cloud.calls("ExecuteChangeSet") == 4)
        }
    }

    @Test func `data is not given up unless that is asked for`() async throws {
        try await DeploymentFixture.serving { house in
            try await house.deploy()
            house.cloud.withState { state in
                state.changes[Self.root] = [FakeChange("Modify", "Runs", Self.stack, nested: "Runs")]
                state.changes["Runs"] = [
                    FakeChange(
                        "Modify", "Table", "AWS::DynamoDB::Table", replacement: "True", policy: "ReplaceAndRetain",
                        properties: ["KeySchema"])
                ]
            }
            let plan = try await house.plan(["LogDays=30"])
            let error = try await #require(throws: DeploymentError.self) { try await house.deployment.up(plan, replacesData: false) }
            #expect(error.kind == .refused && error.code == "data_at_stake")
            #expect(error.message.contains("Runs/Table (physical-Table) would be replaced"))
            #expect(house.cloud.calls("ExecuteChangeSet") == 3)
            _ = try await house.deployment.up(plan, replacesData: true)
            #expect(house.cloud.calls("ExecuteChangeSet") == 5)
        }
    }

    @Test func `where CloudFormation cannot look into nested stacks, it is changed all the same`() async throws {
        try await DeploymentFixture.serving { house in
            try await house.deploy()
            house.cloud.withState { state in
                state.deepRefusals[Self.root] = "Usage of {{IntrinsicFunction:acme-production/Net/Fn::GetAtt}} is not allowed."
                state.changes[Self.root] = [FakeChange("Modify", "Net", Self.stack, nested: "Net")]
            }
            let plan = try await house.plan(["LogDays=30"])
            #expect(try await house.deployment.diff(plan)?.map(\.resource) == ["Thing", "Net"])
            _ = try await house.deployment.up(plan, replacesData: false)
            #expect(house.news.notes.contains { $0.contains("are not looked into") && $0.contains("is not allowed") })
            #expect(house.cloud.withState { $0.stacks[Self.root]?.parameters["LogDays"] } == "30")
            // Without nested stacks, one that goes is seen, with what is in it.
            house.cloud.withState { state in
                state.stacks["Runs"] = FakeStack("CREATE_COMPLETE", resources: [FakeResource("Table", "AWS::DynamoDB::Table", "t")])
                state.changes[Self.root] = [FakeChange("Remove", "Runs", Self.stack)]
            }
            let other = try await house.plan(["LogDays=60"])
            let error = try await #require(throws: DeploymentError.self) { try await house.deployment.up(other, replacesData: false) }
            #expect(error.code == "data_at_stake")
        }
    }

    @Test func `buckets and logs that a removed deployment has left are taken over`() async throws {
        try await DeploymentFixture.serving { house in
            let remotes = "acme-production-dvc-123456789012-us-east-1"
            house.cloud.withState { state in
                state.buckets = [DeploymentFixture.bucket: [:], remotes: ["digits/x": Data()]]
                state.logGroups = ["/aws/batch/acme-production"]
            }
            _ = try await house.deployment.up(try await house.plan(), replacesData: false)
            let imports = house.cloud.withState { state in
                state.calls.filter { $0["Action"] == "CreateChangeSet" }.map { $0["ImportExistingResources"] }
            }
            #expect(imports == ["true", nil])
            #expect(house.cloud.withState { $0.stacks[Self.root]?.parameters["RemoteBucket"] } == remotes)
            #expect(house.cloud.withState { $0.stacks[Self.root]?.parameters["MakeJobLogs"] } == "no")
        }
    }

    @Test func `what CloudFormation refuses is told, and no empty stack stays`() async throws {
        try await DeploymentFixture.serving { house in
            house.cloud.withState { $0.refusals[Self.root] = "Template error: instance of Fn::Sub references invalid resource" }
            let plan = try await house.plan()
            let error = try await #require(throws: DeploymentError.self) { try await house.deployment.up(plan, replacesData: false) }
            #expect(error.code == "change_refused" && error.message.contains("references invalid resource"))
            #expect(house.cloud.withState { $0.stacks[Self.root] } == nil)
            house.cloud.withState { $0.failures["CreateChangeSet"] = [.denied] }
            let denied = try await #require(throws: AWSError.self) { try await house.deployment.up(plan, replacesData: false) }
            #expect(denied.code == "AccessDenied")
        }
    }

    @Test(arguments: ["UPDATE_ROLLBACK_FAILED", "DELETE_FAILED"])
    func `a stack that is stuck is left alone, with what to do`(_ status: String) async throws {
        try await DeploymentFixture.serving { house in
            house.cloud.withState { $0.stacks[Self.root] = FakeStack(status) }
            let plan = try await house.plan()
            let error = try await #require(throws: DeploymentError.self) { try await house.deployment.up(plan, replacesData: false) }
            #expect(error.code == "stack_stuck" && error.message.contains(status))
        }
    }
}

extension CloudFormationState {
    /// What is to happen to a stack that nobody has begun anything with here.
    mutating func pending(_ stack: String, _ events: [FakeStackEvent]) { coming[stack] = events }
}
