import Crypto
import DeployTemplates
import Foundation

/// All templates of a deployment.
package struct TemplateSet: Sendable {
    package static let root = "bunsen.yaml"
    package static let artefacts = "artefacts.yaml"
    package static let project = "project.yaml"

    /// By name.
    package let templates: [String: Template]

    /// Those that came with the program.
    ///
    /// - Throws: ``DeploymentError``.
    package static func own() throws(DeploymentError) -> TemplateSet {
        try TemplateSet(DeployTemplates.all.map { ($0.name, String(decoding: $0.bytes, as: UTF8.self)) })
    }

    /// Those of a directory.
    ///
    /// - Throws: ``DeploymentError``.
    package static func read(_ directory: String) throws(DeploymentError) -> TemplateSet {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: directory).filter { $0.hasSuffix(".yaml") }.sorted()
        } catch {
            throw DeploymentError(
                .usage, code: "no_templates", "Tried to list the templates in \(directory): \(error.localizedDescription)",
                remedy: "Give --templates a directory like deploy/aws.")
        }
        var texts: [(String, String)] = []
        for name in names {
            guard let text = try? String(contentsOfFile: "\(directory)/\(name)", encoding: .utf8) else {
                throw DeploymentError(
                    .usage, code: "bad_template", "The template \(directory)/\(name) cannot be read as UTF-8.", remedy: "Mend it.")
            }
            texts.append((name, text))
        }
        return try TemplateSet(texts)
    }

    package init(_ texts: [(String, String)]) throws(DeploymentError) {
        var found: [String: Template] = [:]
        for (name, text) in texts { found[name] = try Template(name: name, text: text) }
        templates = found
    }

    /// - Throws: ``DeploymentError`` where there is no template of that name.
    package func template(_ name: String) throws(DeploymentError) -> Template {
        guard let template = templates[name] else {
            throw DeploymentError(
                .usage, code: "no_templates", "There is no template \(name) among the templates.",
                remedy: "Give --templates a directory like deploy/aws.")
        }
        return template
    }

    /// Where they lie in the artefact bucket: the same templates in the same place, other ones elsewhere.
    package var path: String {
        var hash = SHA256()
        for name in templates.keys.sorted() {
            let text = templates[name]?.text ?? ""
            hash.update(data: Data("\(name) \(text.utf8.count)\n\(text)".utf8))
        }
        return "templates/\(Self.short(hash.finalize()))"
    }

    static func short(_ digest: SHA256.Digest) -> String { String(Self.hexadecimal(digest).prefix(16)) }

    static func hexadecimal(_ digest: SHA256.Digest) -> String {
        digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
