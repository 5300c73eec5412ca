import Foundation
import Yams

/// A template of CloudFormation, as far as it has to be known before AWS sees it.
package struct Template: Sendable {
    package let name: String
    package let text: String
    /// In their order.
    package let parameters: [TemplateParameter]
    package let resources: [TemplateResource]
    package let outputs: [String]

    /// - Throws: ``DeploymentError`` where it is no YAML, or no template.
    package init(name: String, text: String) throws(DeploymentError) {
        self.name = name
        self.text = text
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            throw Self.fault(name, "is no YAML: \(error)")
        }
        guard let root = root?.mapping else { throw Self.fault(name, "is no mapping") }
        guard let resources = root["Resources"]?.mapping, !resources.isEmpty else { throw Self.fault(name, "has no Resources") }
        parameters = (root["Parameters"]?.mapping ?? [:]).compactMap { key, value in
            key.string.map { TemplateParameter(name: $0, value.mapping ?? [:]) }
        }
        var found: [TemplateResource] = []
        for (key, value) in resources {
            guard let id = key.string, let type = value["Type"]?.string else {
                throw Self.fault(name, "has a resource without a Type, “\(key.string ?? "?")”")
            }
            found.append(TemplateResource(name: id, type: type, value.mapping ?? [:]))
        }
        self.resources = found
        outputs = (root["Outputs"]?.mapping ?? [:]).keys.compactMap(\.string)
    }

    package var bytes: Int { text.utf8.count }

    package func parameter(_ name: String) -> TemplateParameter? { parameters.first { $0.name == name } }

    private static func fault(_ name: String, _ what: String) -> DeploymentError {
        DeploymentError(.usage, code: "bad_template", "The template \(name) \(what).", remedy: "Mend it, or leave --templates away.")
    }
}

/// A resource of a template.
package struct TemplateResource: Sendable {
    package let name: String
    package let type: String
    /// Of a nested stack, the file that its template is in: what comes after the last `/` of the URL.
    package let file: String?
    /// Of a nested stack, the parameters that it is given.
    package let given: [String]
    /// The outputs of nested stacks that it refers to, as `Net.Outputs.VpcId`.
    package let references: [String]

    init(name: String, type: String, _ node: Node.Mapping) {
        self.name = name
        self.type = type
        let properties = node["Properties"]?.mapping
        let url = type == "AWS::CloudFormation::Stack" ? properties?["TemplateURL"]?.string : nil
        file = url.map { String($0.split(separator: "/").last ?? "") }
        given = file == nil ? [] : properties?["Parameters"]?.mapping?.keys.compactMap(\.string) ?? []
        references = Self.texts(.mapping(node)).flatMap { $0.matches(of: /([A-Za-z0-9]+\.Outputs\.[A-Za-z0-9]+)/).map { String($0.1) } }
    }

    /// All scalars below a node.
    private static func texts(_ node: Node) -> [String] {
        switch node {
        case .scalar(let scalar): [scalar.string]
        case .sequence(let items): items.flatMap { texts($0) }
        case .mapping(let items): items.flatMap { texts($0.value) }
        case .alias: []
        }
    }
}
