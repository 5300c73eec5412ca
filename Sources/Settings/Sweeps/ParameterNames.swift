import Yams

/// The parameters that a file has, so that a misspelt one is told before anything runs.
package enum ParameterNames {
    private static let limit = 4 << 20

    /// Every dotted path in a YAML or JSON file, those of branches too; nil where the file cannot be judged.
    package static func read(_ bytes: [UInt8], file: String) -> Set<String>? {
        guard [".yaml", ".yml", ".json"].contains(where: file.hasSuffix) else { return nil }
        // What has anchors, or is broken, is for DVC to judge.
        guard let root = try? YAMLText.root(of: bytes, limit: limit, file: file) else { return nil }
        var names: Set<String> = []
        add(root, below: nil, to: &names)
        return names
    }

    private static func add(_ node: Node, below path: String?, to names: inout Set<String>) {
        func name(_ key: String) -> String { path.map { "\($0).\(key)" } ?? key }
        switch node {
        case .mapping(let pairs):
            for (key, value) in pairs {
                guard let key = key.string else { continue }
                names.insert(name(key))
                add(value, below: name(key), to: &names)
            }
        case .sequence(let items):
            for (index, item) in items.enumerated() {
                names.insert(name("\(index)"))
                add(item, below: name("\(index)"), to: &names)
            }
        case .scalar, .alias: break
        }
    }
}
