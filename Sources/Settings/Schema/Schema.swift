import Yams

/// The keys of one mapping. The only place where a key is declared; see ``SettingsKey``.
struct Schema<Root: Sendable>: Sendable {
    let keys: [SettingsKey<Root>]

    init(_ keys: [SettingsKey<Root>]) {
        self.keys = keys
    }

    var allowed: String { keys.map(\.name).joined(separator: ", ") }

    /// Reads every pair of the mapping into the root, and says in the reading what is wrong.
    func read(_ node: Node, at prefix: String, into root: inout Root, _ reading: inout Reading) {
        var present: Set<String> = []
        Pairs.read(node, key: prefix, allowed: allowed, &reading) { name, nameNode, value, reading in
            let path = Self.path(prefix, Echo.plain(name))
            guard let key = keys.first(where: { $0.name == name }) else {
                refuse(unknown: name, path: path, prefix: prefix, at: nameNode, &reading)
                return
            }
            present.insert(name)
            reading.note(path, at: nameNode)
            key.read(value, path, &root, &reading)
        }
        for key in keys where key.isRequired && !present.contains(key.name) {
            reading.refuse(
                .missingKey, at: node, key: Self.path(prefix, key.name), "is missing", allowed: key.allowed)
        }
    }

    private func refuse(
        unknown name: String, path: String, prefix: String, at node: Node, _ reading: inout Reading
    ) {
        if prefix.isEmpty, let home = reading.foreign[name] {
            reading.refuse(
                .notForPushedFile, at: node, key: path, "a pushed file cannot set this; it belongs in \(home)",
                allowed: allowed)
            return
        }
        let sibling = Nearest.match(for: name, among: keys.map(\.name)).map { Self.path(prefix, $0) }
        let elsewhere = reading.allKeys.first { $0.hasSuffix("." + name) }
        let message = name == "<<" ? "YAML merge keys are not read here: write the keys out" : "unknown key"
        reading.refuse(.unknownKey, at: node, key: path, message, allowed: allowed, nearest: sibling ?? elsewhere)
    }

    /// The keys in which the root differs from a fresh one; nil if in none.
    func write(_ root: Root, fresh: Root) -> Node? {
        let pairs = keys.compactMap { key in key.write(root, fresh).map { (key: key.name, value: $0) } }
        return pairs.isEmpty ? nil : .block(pairs)
    }

    func slots(prefix: String = "") -> [ScalarSlot<Root>] {
        keys.flatMap { $0.slots(Self.path(prefix, $0.name)) }
    }

    /// One row a key, each followed by those of the keys inside.
    func rows(prefix: String = "", fresh: Root) -> [ReferenceRow] {
        keys.flatMap { key in
            let path = Self.path(prefix, key.name)
            let row = ReferenceRow(
                key: path, allowed: key.isTable ? nil : key.allowed,
                defaultText: key.defaultText ?? key.shown(fresh).map { "`\($0)`" },
                isRequired: key.isRequired, summary: key.summary,
                variable: key.slots(path).first.flatMap { $0.key == path ? $0.variable : nil })
            return [row] + key.rows(path, fresh)
        }
    }

    static func path(_ prefix: String, _ name: String) -> String {
        prefix.isEmpty ? name : "\(prefix).\(name)"
    }
}
