import AWS
import Deployment
import Forges
import Foundation
import RunModel

/// Sets a project up for a deployment on AWS, step by step; each step finds out first whether it is done already.
struct DeployedProject {
    let deployment: Deployment
    let client: AWSClient
    let project: ProjectSettings
    /// As `project.yaml` has it.
    let repository: String
    /// May manage webhooks where the project's own token may not; used now, and kept nowhere.
    let adminToken: Secret?
    private(set) var steps: [ProjectStep] = []

    init(_ deployment: Deployment, _ client: AWSClient, project: ProjectSettings, adminToken: Secret?) {
        self.deployment = deployment
        self.client = client
        self.project = project
        self.adminToken = adminToken
        repository = ImageOptions.plain(project.name)
    }

    private mutating func note(_ step: String, _ state: ProjectStep.State, _ detail: String) {
        steps.append(ProjectStep(step: step, state: state, detail: detail))
    }

    /// Images, job definition, roles, secrets and settings.
    mutating func makeStack(_ set: TemplateSet, _ overrides: Overrides) async throws {
        let part = try await deployment.add(repository, cloneURL: project.url, set, overrides)
        let remote = part.outputs["Remote"].map { "; its DVC remote: dvc remote add -d s3 \($0)" } ?? ""
        note("stack", part.isChanged ? .done : .already, part.stack + remote)
    }

    /// The forge token, where one is given; it lies in the secret alone.
    mutating func putToken() async throws {
        let name = deployment.names.token(repository)
        let secrets = SecretsManager(client)
        if let source = project.token {
            let token = try HookGates.read(source)
            let former = try? await secrets.value(of: name).reveal()
            guard former != token.reveal() else { return note("token", .already, "the secret \(name) has it") }
            try await secrets.setValue(token.reveal(), of: name, token: UUID().uuidString.lowercased())
            return note("token", .done, "put into the secret \(name)")
        }
        if try await secrets.hasValue(name) == true { return note("token", .already, "the secret \(name) has a value") }
        let write = project.forgeKind.flatMap { kind in project.forgePath.map { " \(ForgeClicks.write(kind, $0))" } } ?? ""
        note("token", .todo, "no job can start without it: give it with --token-file.\(write)")
    }

    /// The webhook on the forge, signed with the secret that the stack has made.
    mutating func makeHook() async throws {
        guard let kind = project.forgeKind, let path = project.forgePath else {
            return note("webhook", .todo, "no forge is known at this address: name its kind with --forge")
        }
        guard let base = try await deployment.url() else {
            return note("webhook", .todo, "the deployment is not up: `bunsen deploy up`, and call this again")
        }
        let url = "\(base)/hooks/\(kind.rawValue)"
        let name = deployment.names.hook(repository)
        let clicks = ForgeClicks.webhook(kind, path, url: url, secretFile: "the secret \(name) (\(Self.reading(name)))")
        do {
            guard let setup = try ForgeDesk.setup(project, token: adminToken) else { return note("webhook", .todo, clicks) }
            guard let secret = try await SecretsManager(client).value(of: name).reveal() else {
                return note("webhook", .failed, "the secret \(name) has no text")
            }
            let there = try await setup.hooks().first { $0.url == url }
            let wanted = WantedHook(url: url, secret: Secret(secret), verifiesTLS: url.hasPrefix("https://"))
            if let there { _ = try await setup.update(there.id, to: wanted) } else { _ = try await setup.create(wanted) }
            note("webhook", there == nil ? .done : .already, "\(url), for pushes")
        } catch let error as ForgeError {
            note("webhook", .todo, "\(error) Give a token that may manage webhooks with --admin-token-env, or by hand: \(clicks)")
        }
    }

    /// Whether there is an image that jobs can run.
    mutating func look(atImage tag: String = "prod") async throws {
        let name = deployment.names.images(repository)
        if try await ECR(client).image(tag, in: name) != nil { return note("image", .already, "\(name):\(tag)") }
        note("image", .todo, "jobs run \(name):\(tag), which is not there: in its clone, bunsen project image push --promote")
    }

    private static func reading(_ name: String) -> String {
        "aws secretsmanager get-secret-value --secret-id \(name) --query SecretString --output text"
    }
}
