import RunModel
import Yams

/// A file's bytes as a tree that is safe to walk: of bounded size and depth, and without anchors, aliases and tags.
enum YAMLText {
    /// Nil for an empty file.
    /// - Parameter limit: in bytes.
    static func root(of bytes: [UInt8], limit: Int, file: String) throws(SettingsError) -> Node? {
        func refuse(_ code: SettingsIssue.Code, line: Int? = nil, _ message: String) -> SettingsError {
            SettingsError(issues: [SettingsIssue(code: code, file: file, line: line, message: message)])
        }
        guard bytes.count <= limit else {
            throw refuse(.tooLarge, "the file has \(bytes.count) bytes; more than \(limit) are not read")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw refuse(.notUTF8, "the file is not UTF-8 text")
        }
        if let objection = ParserGuard.objection(to: bytes) {
            throw refuse(objection.code, objection.message)
        }
        do {
            // The parser holds a pointer into the text, which is only good for strings that live on the heap:
            // the blank lines make every text long enough for that.
            let parser = try Parser(
                yaml: text + String(repeating: "\n", count: 16), resolver: .basic, encoding: .utf8)
            guard let root = try parser.singleRoot() else { return nil }
            var inspection = Inspection(file: file)
            // Nodes hold their anchors weakly; the parser keeps them.
            withExtendedLifetime(parser) { inspection.visit(root) }
            guard inspection.issues.isEmpty else { throw SettingsError(issues: inspection.issues) }
            return root
        } catch let error as SettingsError {
            throw error
        } catch let error as YamlError {
            throw SettingsError(issues: [error.issue(in: text, file: file)])
        } catch {
            throw refuse(.notYAML, "not valid YAML")
        }
    }

    /// Finds what YAML has and settings do not.
    private struct Inspection {
        /// None, and those that say what a value is anyway.
        private static let plainTags: Set<String> = [
            "", "!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:int", "tag:yaml.org,2002:bool",
            "tag:yaml.org,2002:float", "tag:yaml.org,2002:null", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map",
        ]

        let file: String
        var issues: [SettingsIssue] = []

        mutating func visit(_ node: Node) {
            // What has an anchor is not walked: its aliases are the same node again, and aliases of aliases of aliases
            // are a tree too large for any walk.
            if node.anchor != nil {
                refuse(.aliasesRefused, node, ParserGuard.noAliases)
                return
            }
            let tag = node.tag.rawValue
            if !Self.plainTags.contains(tag) {
                refuse(
                    .tagRefused, node, "the YAML tag \(Echo.quoted(tag)) has no meaning here: write the value itself")
            }
            switch node {
            case .scalar, .alias: break
            case .sequence(let items): items.forEach { visit($0) }
            case .mapping(let pairs):
                for (key, value) in pairs {
                    visit(key)
                    visit(value)
                }
            }
        }

        private mutating func refuse(_ code: SettingsIssue.Code, _ node: Node, _ message: String) {
            let issue = SettingsIssue(code: code, file: file, line: node.mark?.line, message: message)
            if issues.last != issue { issues.append(issue) }
        }
    }
}
