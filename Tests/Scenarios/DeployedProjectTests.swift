import Foundation
import TestKit
import Testing

/// `bunsen project add --aws` on an emulator of AWS, with a forge.
@Suite("project add --aws", .timeLimit(.minutes(20)), .enabled(if: Requirement.program("moto_server"), "needs scripts/install.sh"))
struct DeployedProjectTests {
    private struct Told: Decodable {
        struct Step: Decodable {
            let step: String
            let state: String
            let detail: String
        }
        let steps: [Step]

        var states: [String: String] { Dictionary(uniqueKeysWithValues: steps.map { ($0.step, $0.state) }) }
    }

    /// What `deploy up` makes, as far as a repository's part asks for it; and the stack's secrets, which the emulator leaves out.
    private static let there = """
        import boto3, sys
        def client(name): return boto3.client(name, region_name="eu-west-1", endpoint_url=sys.argv[1])
        template = '{"Resources": {"T": {"Type": "AWS::SNS::Topic"}}, "Outputs": {"Url": {"Value": "https://u.example.org"}}}'
        client("cloudformation").create_stack(StackName="acme-production", TemplateBody=template)
        secrets = client("secretsmanager")
        secrets.create_secret(Name="acme/production/pipeline/token")
        secrets.create_secret(Name="acme/production/pipeline/hook", SecretString="signing-secret-of-the-stack")
        """

    @Test func `makes stack, token and webhook in one call, says what is left, and does nothing twice`() async throws {
        let scratch = try ScratchDirectory()
        try scratch.write(FakeGitHub.adminToken + "\n", to: "token")
        try await MotoServer.serving { address in
            try FileManager.default.createDirectory(atPath: "\(scratch.path)/flat", withIntermediateDirectories: true)
            try await Program.run(
                ["python3", "\(Program.checkout)/Tests/Deploy/flatten.py", "\(scratch.path)/flat", address],
                environment: MotoServer.environment)
            try await Program.run(["python3", "-c", Self.there, address], environment: MotoServer.environment)
            try await FakeGitHub.serving { fake in
                let environment = ["AWS_ENDPOINT_URL": address, "AWS_REGION": "eu-west-1", "BUNSEN_STATE": "\(scratch.path)/state"]
                let words = [
                    BunsenProgram.path, "project", "add", "https://127.0.0.1/acme/pipeline", "--aws", "--forge", "github", "--api",
                    fake.api,
                    "--templates", "\(scratch.path)/flat", "--json",
                ]
                func add(_ further: String...) async throws -> Program.Result {
                    try await Program.result(
                        words + further, in: scratch.path, environment: MotoServer.environment.merging(environment) { $1 })
                }
                let without = try await add()
                #expect(without.code == 1, "\(without)")
                #expect(
                    try without.json(Told.self).states == ["stack": "done", "token": "todo", "webhook": "todo", "image": "todo"],
                    "\(without)")

                let token = ["--token-file", "\(scratch.path)/token"]
                let first = try await add(token[0], token[1])
                let told = try first.json(Told.self)
                #expect(told.states == ["stack": "already", "token": "done", "webhook": "done", "image": "todo"], "\(first)")
                #expect(told.steps.last?.detail.contains("bunsen project image push --promote") == true)
                let hook = try #require(fake.hooks.first)
                #expect(hook.url == "https://u.example.org/hooks/github" && hook.secret == "signing-secret-of-the-stack" && hook.active)
                let again = try await add(token[0], token[1])
                #expect(
                    try again.json(Told.self).states == ["stack": "already", "token": "already", "webhook": "already", "image": "todo"])
                #expect(fake.hooks.count == 1)
                for said in [without, first, again] {
                    let text = said.output + said.error
                    #expect(!text.contains(FakeGitHub.adminToken) && !text.contains("signing-secret"), "\(said)")
                }
                let wrong = try await add("--parameter", "CloneUrl=x")
                #expect(wrong.code == 2 && wrong.error.contains("CloneUrl is the address"), "\(wrong)")
            }
        }
    }
}
