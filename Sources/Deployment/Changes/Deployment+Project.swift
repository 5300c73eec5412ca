import AWS

/// A repository's part of a deployment, as it stands.
package struct ProjectPart: Sendable {
    package let stack: String
    package let outputs: [String: String]
    /// Whether anything was done.
    package let isChanged: Bool
}

extension Deployment {
    /// Where forges send to: `https://…`; nil while the deployment is not up.
    package func url() async throws -> String? { try await cloud.stack(names.root)?.outputs["Url"] }

    /// Makes the stack of a repository, or changes it; what is so already stays.
    ///
    /// - Parameters:
    ///   - repository: as `project.yaml` wants it.
    ///   - cloneURL: what git fetches from, without credentials.
    ///   - overrides: of `project.yaml`.
    /// - Throws: ``DeploymentError``, `AWSError`, `CancellationError`.
    package func add(_ repository: String, cloneURL: String, _ set: TemplateSet, _ overrides: Overrides) async throws -> ProjectPart {
        let template = try set.template(TemplateSet.project)
        let name = names.project(repository)
        let stack = try await settled(name)
        var given = overrides.values
        given["Prefix"] = names.prefix
        given["Environment"] = names.environment
        given["Repository"] = repository
        given["CloneUrl"] = cloneURL
        // Another environment, or a stack that is gone, has made it.
        if stack == nil, given["MakeRepository"] == nil, try await ECR(client).address(of: names.images(repository)) != nil {
            given["MakeRepository"] = "no"
        }
        for parameter in template.parameters {
            guard let value = given[parameter.name], let fault = parameter.fault(of: value) else { continue }
            throw DeploymentError(
                .usage, code: "bad_parameters", "\(parameter.name) \(fault), and not “\(value)”.",
                remedy: "docs/guide/aws-deploy.md has all parameters.")
        }
        let wanted = WantedChange(
            name: token(), stack: name, isNew: stack == nil, template: .body(template.text),
            parameters: Self.parameters(of: template, given: given, stack: stack), isDeep: false)
        let change = try await prepare(wanted)
        if let change {
            do {
                try refuse(change.differences)
            } catch {
                try await discard(change.id, of: change.stackID, isNew: change.isNew)
                throw error
            }
            try await execute(change)
        }
        return ProjectPart(stack: name, outputs: try await cloud.stack(name)?.outputs ?? [:], isChanged: change != nil)
    }
}

extension Overrides {
    /// What decides these is not a parameter of the command line.
    package static let project = [
        "Prefix": "what --prefix says", "Environment": "what --environment says", "Repository": "what --name or the address says",
        "CloneUrl": "the address",
    ]
}
