import Foundation
import TestKit
import Testing

/// The built program against an emulator of AWS, and against one that plays what an emulator does not do.
@Suite("deploy", .timeLimit(.minutes(20)))
struct DeployTests {
    private static let region = "eu-west-1"

    private static func bunsen(_ words: [String], _ address: String, in directory: String? = nil, further: [String: String] = [:])
        async throws -> Program.Result
    {
        let environment = ["AWS_ENDPOINT_URL": address, "AWS_DEFAULT_REGION": region, "AWS_REGION": region, "HOME": "/nowhere"]
        return try await Program.result(
            [BunsenProgram.path] + words, in: directory,
            environment: MotoServer.environment.merging(environment) { $1 }.merging(further) { $1 })
    }

    /// A package of the function that a check takes.
    private static func package(in scratch: ScratchDirectory) async throws -> String {
        let script = """
            import struct, zipfile
            head = struct.pack("<16sHHIQQQIHHHHHH", b"\\x7fELF\\2\\1\\1", 2, 62, 1, 0, 64, 0, 0, 64, 56, 1, 0, 0, 0)
            with zipfile.ZipFile("function.zip", "w", zipfile.ZIP_DEFLATED) as out:
                entry = zipfile.ZipInfo("bootstrap")
                entry.external_attr = 0o755 << 16
                out.writestr(entry, head + struct.pack("<II6Q", 1, 5, 0, 0, 0, 0, 0, 0))
            """
        try await Program.run(["python3", "-c", script], in: scratch.path)
        return "\(scratch.path)/function.zip"
    }

    private struct Lines: Sendable {
        let objects: [JSON]

        init(_ result: Program.Result) {
            objects = result.output.split(separator: "\n").compactMap { JSON(parsing: String($0)) }
        }

        var result: JSON? { objects.lazy.compactMap { $0["result"] }.first }
        func all(_ news: String) -> [JSON] { objects.filter { $0["news"]?.text == news } }
    }

    @Test(.enabled(if: Requirement.program("moto_server"), "needs scripts/install.sh"))
    func `it goes up on an emulator, up again, is looked at, changed, and goes down without its data`() async throws {
        try await MotoServer.serving { address in
            let scratch = try ScratchDirectory()
            let zip = try await Self.package(in: scratch)
            try FileManager.default.createDirectory(atPath: "\(scratch.path)/flat", withIntermediateDirectories: true)
            try await Program.run(
                ["python3", "\(Program.checkout)/Tests/Deploy/flatten.py", "\(scratch.path)/flat", address],
                environment: MotoServer.environment)
            let given = ["--templates", "\(scratch.path)/flat", "--function", zip, "--json"]

            let validated = try await Self.bunsen(["deploy", "validate", "--function", zip, "--json"], address)
            #expect(validated.code == 0 && validated.output.contains("takes all templates"), "\(validated)")

            let first = try await Self.bunsen(["deploy", "up", "--parameter", "LogDays=30"] + given, address)
            #expect(first.code == 0, "\(first)")
            let outputs = try #require(Lines(first).result?["outputs"])
            #expect(outputs["ArtefactBucket"]?.text == "acme-production-bunsen-123456789012-eu-west-1")
            let uploads = Lines(first).all("uploaded")
            #expect(uploads.count == 4 && uploads.allSatisfy { $0["there"]?.flag == false }, "\(uploads)")
            #expect(
                Lines(first).all("event").contains { $0["status"]?.text == "CREATE_COMPLETE" && $0["stack"]?.text == "acme-production" })

            let status = try await Self.bunsen(
                ["deploy", "status", "--parameter", "LogDays=90"] + given.filter { $0 != "--function" && $0 != zip }, address)
            #expect(status.code == 0, "\(status)")
            let said = try #require(JSON(parsing: status.output))
            #expect(said["stacks"]?.list.compactMap { $0["stack"]?.text } == ["acme-production-artefacts", "acme-production"])
            #expect(said["function"]?.text?.hasPrefix("function/function-") == true)
            #expect(said["other_templates"]?.flag == false)
            let days = said["parameters"]?.list.first { $0["name"]?.text == "LogDays" }
            #expect(days?["value"]?.text == "30" && days?["wanted"]?.text == "90" && days?["preset"]?.text == "90")

            // Another value changes what it stands for, and nothing else is uploaded.
            let changed = try await Self.bunsen(["deploy", "up", "--parameter", "LogDays=60"] + given, address)
            #expect(changed.code == 0, "\(changed)")
            #expect(Lines(changed).all("uploaded").allSatisfy { $0["there"]?.flag == true })
            #expect(Lines(changed).result?["outputs"]?["Table"] == outputs["Table"])

            // As it should be already.
            let again = try await Self.bunsen(["deploy", "up"] + given, address)
            #expect(again.code == 0 && Lines(again).all("note").count == 2 && Lines(again).all("event").isEmpty, "\(again)")
            #expect(Lines(again).result?["outputs"] == Lines(changed).result?["outputs"])

            let asked = try await Self.bunsen(["deploy", "down"], address)
            #expect(asked.code == 3 && asked.error.contains("nobody is there to confirm it"), "\(asked)")
            #expect(asked.error.contains("stays AWS::DynamoDB::Table \(outputs["Table"]?.text ?? "?")"))
        }
    }

    @Test func `a failure has its own exit code and tells the first real error, with colours for nobody`() async throws {
        let cloud = FakeCloudFormation()
        try await cloud.serving { address in
            let scratch = try ScratchDirectory()
            let zip = try await Self.package(in: scratch)
            cloud.withState { state in
                state.scripts["acme-staging"] = [
                    .stack("acme-staging", "CREATE_IN_PROGRESS", "User Initiated"),
                    FakeStackEvent("acme-staging", "Thing", "AWS::SNS::Topic", "CREATE_FAILED", "The maximum number of topics is reached"),
                    .stack("acme-staging", "ROLLBACK_COMPLETE"),
                ]
            }
            let words = ["deploy", "up", "--environment", "staging", "--region", "us-east-1", "--function", zip]
            let result = try await Self.bunsen(words, address)
            #expect(result.code == 1, "\(result)")
            #expect(
                result.output.contains("CREATE_FAILED        Thing  AWS::SNS::Topic  The maximum number of topics is reached"),
                "\(result.output)")
            #expect(result.error.contains("because of Thing (AWS::SNS::Topic, CREATE_FAILED): The maximum number of topics is reached."))
            #expect(result.error.contains("Service Quotas"))
            #expect(!result.output.contains("\u{1B}") && !(result.output + result.error).contains("testing"))

            let json = try await Self.bunsen(words + ["--json", "--parameter", "Nat=some"], address)
            #expect(json.code == 2 && Lines(json).objects.last?["error"]?["code"]?.text == "bad_parameters", "\(json)")
        }
    }

    @Test func `a diff is loud where data is at stake, and down removes what it has shown`() async throws {
        let cloud = FakeCloudFormation()
        try await cloud.serving { address in
            let scratch = try ScratchDirectory()
            let function = ["--function", try await Self.package(in: scratch), "--region", "us-east-1"]
            cloud.withState { $0.outputs["acme-production"] = ["Url": "https://u.example.org"] }
            let up = try await Self.bunsen(["deploy", "up"] + function, address)
            #expect(up.code == 0 && up.output.contains("Webhooks go to https://u.example.org/hooks/FORGE"), "\(up)")
            cloud.withState { state in
                state.changes["acme-production"] = [
                    FakeChange("Add", "New", "AWS::SNS::Topic"),
                    FakeChange("Remove", "Bucket", "AWS::S3::Bucket", policy: "Retain"),
                ]
            }
            let diff = try await Self.bunsen(["deploy", "diff", "--parameter", "LogDays=30"] + function, address)
            let lines = diff.output.split(separator: "\n")
            #expect(diff.code == 0 && lines.contains("DATA AT STAKE: `up` refuses this unless --replace-data is given."), "\(diff)")
            #expect(
                lines.contains { $0.hasPrefix("removed           Bucket") && $0.hasSuffix("!! data: physical-Bucket, kept in the account") }
            )
            let refused = try await Self.bunsen(["deploy", "up", "--parameter", "LogDays=30"] + function, address)
            #expect(refused.code == 3 && refused.error.contains("Bucket (physical-Bucket) would be removed"), "\(refused)")
            let down = try await Self.bunsen(["deploy", "down", "--yes", "--region", "us-east-1", "--json"], address)
            #expect(down.code == 0, "\(down)")
            #expect(Lines(down).result?["removed"]?.list == ["acme-production", "acme-production-artefacts"])
            #expect(cloud.withState { $0.stacks.isEmpty })
            let none = try await Self.bunsen(["deploy", "status", "--region", "us-east-1", "--json"], address)
            #expect(none.code == 1 && Lines(none).objects.last?["error"]?["code"]?.text == "not_deployed")
        }
    }

    @Test func `stopped, it says that the change goes on, and the same command follows it to its end`() async throws {
        let cloud = FakeCloudFormation()
        try await cloud.serving { address in
            let scratch = try ScratchDirectory()
            let zip = try await Self.package(in: scratch)
            let root = "acme-production"
            cloud.withState { state in
                let waiting = (0..<10_000).map { FakeStackEvent(root, "Thing\($0)", "AWS::SNS::Topic", "CREATE_IN_PROGRESS") }
                state.scripts[root] = [.stack(root, "CREATE_IN_PROGRESS", "User Initiated")] + waiting
            }
            let up = "\(BunsenProgram.path) deploy up --region us-east-1 --function \(zip)"
            let script = "\(up) >out & p=$!; until grep -q Thing1 out; do sleep 0.1; done; kill -TERM $p; wait $p"
            let left = try await Program.result(
                ["sh", "-c", script], in: scratch.path, environment: MotoServer.environment.merging(["AWS_ENDPOINT_URL": address]) { $1 })
            #expect(left.code == 75 && left.error.contains("goes on without you") && left.error.contains("bunsen deploy up"), "\(left)")
            cloud.withState { $0.coming[root] = [.stack(root, "CREATE_COMPLETE")] }
            let again = try await Self.bunsen(["deploy", "up", "--region", "us-east-1", "--function", zip], address)
            #expect(again.code == 0 && again.output.contains("is being changed (CREATE_IN_PROGRESS); following that first"), "\(again)")
            #expect(again.output.contains("Thing0") && again.output.contains("acme-production is up"))
        }
    }

    @Test func `validate sees what is wrong without asking anybody`() async throws {
        let scratch = try ScratchDirectory()
        try await Program.run(["cp", "-r", "\(Program.checkout)/deploy/aws", "\(scratch.path)/aws"])
        let nowhere = "http://127.0.0.1:9"
        let words = ["deploy", "validate", "--offline", "--json", "--templates", "\(scratch.path)/aws"]
        let good = try await Self.bunsen(words + ["--function", try await Self.package(in: scratch)], nowhere)
        #expect(good.code == 0 && JSON(parsing: good.output)?["ok"]?.flag == true, "\(good)")
        try FileManager.default.removeItem(atPath: "\(scratch.path)/aws/zone.yaml")
        try scratch.write("no zip", to: "function.zip")
        let bad = try await Self.bunsen(words + ["--function", "\(scratch.path)/function.zip"], nowhere)
        #expect(bad.code == 1)
        let messages =
            JSON(parsing: bad.output)?["findings"]?.list.compactMap { $0["level"]?.text == "error" ? $0["message"]?.text : nil } ?? []
        #expect(
            messages.contains { $0.contains("there is no template zone.yaml") } && messages.contains { $0.contains("no zip file") },
            "\(messages)")
        let region = try await Program.result(
            [BunsenProgram.path, "deploy", "status"], environment: ["HOME": scratch.path, "AWS_REGION": "", "AWS_DEFAULT_REGION": ""])
        #expect(region.code == 2 && region.error.contains("--region"), "\(region)")
    }
}
