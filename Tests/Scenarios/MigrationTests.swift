import Foundation
import TestKit
import Testing

/// `bunsen doctor --migrate`, in a clone and an account that use the seed.
@Suite("doctor --migrate", .timeLimit(.minutes(20)), .enabled(if: Requirement.program("moto_server"), "needs scripts/install.sh"))
struct MigrationTests {
    private struct Told: Decodable {
        struct Finding: Decodable {
            let check, level, message, remedy: String
        }
        let ok: Bool
        let findings: [Finding]

        func has(_ check: String, _ level: String, _ text: String, _ remedy: String = "") -> Bool {
            findings.contains {
                $0.check == check && $0.level == level && $0.message.contains(text) && (remedy.isEmpty || $0.remedy.contains(remedy))
            }
        }
    }

    /// The seed's parts of an account.
    private static let account = """
        import boto3, sys
        def client(name): return boto3.client(name, region_name="us-east-1", endpoint_url=sys.argv[1])
        client("secretsmanager").create_secret(Name="acme/production/bitbucket-webhook-uuids", SecretString="[]")
        client("ecr").create_repository(repositoryName="acme/digits")
        template = '{"Resources": {"T": {"Type": "AWS::SNS::Topic"}}, "Outputs": {"Url": {"Value": "https://old/bitbucket-webhook"}}}'
        client("cloudformation").create_stack(StackName="acme-old-api", TemplateBody=template)
        client("batch").register_job_definition(
            jobDefinitionName="acme-production-ml-digits", type="container",
            containerProperties={
                "image": "acme/digits:prod", "command": ["/srv/scripts/job-setup.sh", "Ref::repositoryName", "Ref::branchName"],
                "vcpus": 3, "memory": 5000, "environment": [{"name": "BITBUCKET_AUTH", "value": "ada:not-to-be-printed"}]})
        """

    private static func clone(_ scratch: ScratchDirectory, _ files: [String: String], executable: [String] = []) async throws -> String {
        let clone = "\(scratch.path)/clone"
        try? FileManager.default.removeItem(atPath: clone)
        for (name, text) in files { try scratch.write(text, to: "clone/\(name)") }
        for name in executable { try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(clone)/\(name)") }
        for words in [["init", "-q"], ["remote", "add", "origin", "https://bitbucket.org/acme/digits.git"], ["add", "."]] {
            try await Program.run(["git"] + words, in: clone)
        }
        return clone
    }

    private static func migrate(_ clone: String, _ environment: [String: String]) async throws -> Program.Result {
        try await Program.result(
            [BunsenProgram.path, "doctor", "--migrate", "--json"], in: clone,
            environment: MotoServer.environment.merging(environment) { $1 })
    }

    @Test func `what to change is found in clone and account, and a clone that is changed has nothing left`() async throws {
        let scratch = try ScratchDirectory()
        try await MotoServer.serving { address in
            let environment = ["AWS_ENDPOINT_URL": address, "AWS_REGION": "us-east-1"]
            let old = try await Self.clone(
                scratch,
                [
                    "job-run.sh":
                        "#!/bin/sh\n# git push is below\ndvc repro\ndvc push\n  git commit -am x && git push\ncurl -u $BITBUCKET_AUTH x\n",
                    "diff-report.sh": "#!/bin/sh\n", "Dockerfile": "FROM python\n",
                    ".dvc/config":
                        "[core]\n    remote = s3\n['remote \"s3\"']\n    url = s3://acme-data/dvc/digits\n    access_key_id = A\n",
                    "cloudformation/project.yml": "Resources:\n  D:\n    Type: AWS::Batch::JobDefinition\n",
                    ".circleci/config.yml": "orbs: {aws-ecr: circleci/aws-ecr}\n",
                ], executable: ["job-run.sh"])
            // Nothing of the seed is in the account yet.
            let clone = try (try await Self.migrate(old, environment)).json(Told.self)
            #expect(clone.ok && clone.has("job-run.sh", "warning", "in line 4, 5 what Bunsen does itself"), "\(clone)")
            #expect(clone.has("diff-report.sh", "warning", "not executable in git"))
            #expect(clone.has("image", "warning", "brings no `bunsen`"))
            #expect(
                clone.has("remote", "warning", "s3://acme-data/dvc/digits", "RemoteBucket=acme-data --parameter RemotePrefix=dvc/digits"))
            #expect(clone.has("remote", "warning", "has AWS credentials"))
            #expect(clone.has("template", "warning", "cloudformation/project.yml"))
            #expect(clone.has("ci", "warning", "pushes images") && clone.has("token", "warning", "job-run.sh"))
            #expect(!clone.findings.contains { $0.check == "definition" })

            try await Program.run(["python3", "-c", Self.account, address], environment: MotoServer.environment)
            let result = try await Self.migrate(old, environment)
            let both = try result.json(Told.self)
            #expect(result.code == 1 && !both.ok && both.has("definition", "error", "BITBUCKET_AUTH in clear text"), "\(both)")
            let words = "--parameter Vcpus=3 --parameter MemoryMiB=5000 --parameter HostScripts=/srv/scripts"
            #expect(both.has("definition", "warning", "acme-production-ml-digits", words), "\(both)")
            #expect(both.has("hooks", "warning", "do not sign", "HookUuidsSecret=acme/production/bitbucket-webhook-uuids"))
            #expect(both.has("api", "warning", "acme-old-api") && both.has("images", "warning", "no image prod"))
            #expect(both.has("scripts", "warning", "job-setup.sh on the machine"))
            #expect(!(result.output + result.error).contains("not-to-be-printed"))
        }
        let new = try await Self.clone(
            scratch, ["job-run.sh": "#!/bin/sh\ndvc repro\n", "Dockerfile": "FROM bunsen-job\n"], executable: ["job-run.sh"])
        try await MotoServer.serving { address in
            let told = try (try await Self.migrate(new, ["AWS_ENDPOINT_URL": address, "AWS_REGION": "us-east-1"])).json(Told.self)
            #expect(told.findings.map(\.level) == ["ok", "ok", "ok"] && told.has("migration", "ok", "nothing is left"), "\(told)")
        }
    }

    @Test func `without a region the clone is looked at all the same`() async throws {
        let scratch = try ScratchDirectory()
        let clone = try await Self.clone(scratch, ["job-run.sh": "#!/bin/sh\n"])
        let told = try (try await Self.migrate(clone, ["AWS_REGION": "", "AWS_DEFAULT_REGION": "", "HOME": scratch.path])).json(Told.self)
        #expect(
            told.ok && told.has("job-run.sh", "warning", "not executable") && told.has("account", "warning", "not looked at", "--region"))
    }
}
