import AWS
import Deployment
import RunModel

/// What an account of AWS has of the seed, and what becomes of it. Looks only.
struct AccountMigration {
    let client: AWSClient
    let names: DeploymentNames
    /// As `project.yaml` has it; nil: only what is of no repository.
    let repository: String?

    func findings() async throws -> [Finding] {
        var findings = try await hooks()
        findings += try await api()
        guard let repository else { return findings }
        findings += try await images(names.images(repository))
        findings += try await definition("\(names.root)-ml-\(repository)")
        return findings
    }

    /// The list of UUIDs of hooks that do not sign.
    private func hooks() async throws -> [Finding] {
        let name = "\(names.prefix)/\(names.environment)/bitbucket-webhook-uuids"
        guard try await SecretsManager(client).hasValue(name) != nil else { return [] }
        return [
            .warning(
                "hooks", "The secret \(name) lists hooks that do not sign. A UUID is no secret.",
                remedy: "bunsen project add --aws makes signed ones. Until then: bunsen deploy up --parameter HookUuidsSecret=\(name)")
        ]
    }

    private func api() async throws -> [Finding] {
        try await CloudFormation(client).stacks().filter { stack in
            stack.parent == nil && !stack.isGone && stack.outputs.values.contains { $0.contains("/bitbucket-webhook") }
        }.map { stack in
            .warning(
                "api", "The stack \(stack.name) has the old API, which submits jobs beside the new one for hooks that still go there.",
                remedy: "Let each hook go to one of the two; remove the stack when none goes there any more.")
        }
    }

    private func images(_ name: String) async throws -> [Finding] {
        let registry = ECR(client)
        guard try await registry.address(of: name) != nil else { return [] }
        guard try await registry.image("prod", in: name) != nil else {
            return [.warning("images", "\(name) has no image prod.", remedy: "In the clone: bunsen project image push --promote")]
        }
        return [.ok("images", "\(name) is kept, with its image prod: `project add --aws` finds it")]
    }

    private func definition(_ name: String) async throws -> [Finding] {
        let found = try await Batch(client).activeJobDefinitions(named: name).max { ($0.revision ?? 0) < ($1.revision ?? 0) }
        guard let container = found?.containerProperties else { return [] }
        var parameters: [String] = []
        func ask(_ parameter: String, _ type: String, _ plain: Int?) {
            let value = container.resourceRequirements?.first { $0.type == type }?.value ?? plain.map(String.init)
            if let value { parameters.append("--parameter \(parameter)=\(value)") }
        }
        ask("Vcpus", "VCPU", container.vcpus)
        ask("MemoryMiB", "MEMORY", container.memory)
        ask("Gpus", "GPU", nil)
        let setup = container.command?.first { $0.hasSuffix("/job-setup.sh") }
        if let setup { parameters.append("--parameter HostScripts=\(setup.dropLast("/job-setup.sh".count))") }
        var findings = [
            Finding.warning(
                "definition", "The job definition \(name) gets a new revision by the project's stack.",
                remedy: "What it has now: bunsen project add --aws URL \(parameters.joined(separator: " "))")
        ]
        if setup != nil {
            findings.append(
                .warning(
                    "scripts", "Its command is job-setup.sh on the machine.",
                    remedy:
                        "Put dist/bunsen and deploy/image/job-setup.sh under host/ in the artefact bucket, and give `deploy up` the same "
                        + "HostScripts; or an image with bunsen, and no HostScripts: docs/guide/job-image.md."))
        }
        if container.environment?.contains(where: { $0.name == "BITBUCKET_AUTH" }) == true {
            findings.append(
                .error(
                    "definition", "The job definition \(name) has BITBUCKET_AUTH in clear text, for all who may describe it.",
                    remedy: "Revoke it, and give a new token to `bunsen project add --aws --token-file`."))
        }
        return findings
    }
}
