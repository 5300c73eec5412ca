import AWS

/// How a deployment stands.
package struct DeploymentStatus: Sendable, Encodable {
    package struct Line: Sendable, Encodable {
        package let stack: String
        package let status: String
        package let reason: String?
    }

    /// A parameter whose value is not the template's own.
    package struct Parameter: Sendable, Encodable {
        package let name: String
        package let value: String
        /// Nil: the templates of this program do not know it.
        package let preset: String?
        /// What was asked to be compared with, where that is another value.
        package let wanted: String?
    }

    /// The artefact bucket's, the deployment's, those nested in it, repositories'.
    package let stacks: [Line]
    package let outputs: [String: String]
    /// Hooks go to URL/hooks/FORGE.
    package let url: String?
    /// Where in the artefact bucket the function's package lies; its name says the version.
    package let function: String?
    package let parameters: [Parameter]
    /// The deployment is of other templates than this program's.
    package let hasOtherTemplates: Bool

    enum CodingKeys: String, CodingKey {
        case stacks, outputs, url, function, parameters
        case hasOtherTemplates = "other_templates"
    }
}

extension Deployment {
    /// - Returns: nil where nothing of the deployment is there.
    package func status(_ templates: TemplateSet, wanted: Overrides) async throws -> DeploymentStatus? {
        let all = try await cloud.stacks().filter { !$0.isGone }
        let own = stacks(of: all)
        guard !own.isEmpty else { return nil }
        let root = own.first { $0.name == names.root }
        let template = try templates.template(TemplateSet.root)
        return DeploymentStatus(
            stacks: own.map { DeploymentStatus.Line(stack: $0.name, status: $0.status, reason: $0.reason) },
            outputs: root?.outputs ?? [:], url: root?.outputs["Url"], function: root?.parameters["CodeKey"],
            parameters: Self.parameters(of: root, template, wanted),
            hasOtherTemplates: root.map { $0.parameters["TemplatesPath"] != templates.path } ?? false)
    }

    /// The artefact bucket's stack, the deployment, what is nested in it, and the repositories'.
    private func stacks(of all: [Stack]) -> [Stack] {
        let byID = Dictionary(all.map { ($0.id, $0) }) { $1 }
        func isBelowRoot(_ stack: Stack) -> Bool {
            var current = stack
            while let parent = current.parent, let next = byID[parent], next.id != current.id { current = next }
            return current.name == names.root
        }
        let first = [names.artefacts, names.root].compactMap { name in all.first { $0.name == name } }
        let nested = all.filter { $0.parent != nil && isBelowRoot($0) }.sorted { $0.name < $1.name }
        return first + nested + projects(of: all)
    }

    /// The stacks of `project.yaml`: they belong by name and parameters alone.
    func projects(of all: [Stack]) -> [Stack] {
        all.filter {
            guard let repository = $0.parameters["Repository"], $0.parent == nil else { return false }
            return $0.parameters["Prefix"] == names.prefix && $0.parameters["Environment"] == names.environment
                && $0.name == names.project(repository)
        }.sorted { $0.name < $1.name }
    }

    private static func parameters(of stack: Stack?, _ template: Template, _ wanted: Overrides) -> [DeploymentStatus.Parameter] {
        guard let stack else { return [] }
        let decided = Set(Overrides.root.keys)
        return Set(stack.parameters.keys).union(wanted.values.keys).subtracting(decided).sorted().compactMap { name in
            let value = stack.parameters[name] ?? ""
            let preset = template.parameter(name)?.preset
            let other = wanted.values[name].flatMap { $0 == value ? nil : $0 }
            guard value != preset || other != nil else { return nil }
            return DeploymentStatus.Parameter(name: name, value: value, preset: preset, wanted: other)
        }
    }
}
