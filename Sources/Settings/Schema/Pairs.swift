import Yams

/// Reading a mapping's pairs.
enum Pairs {
    /// Gives every pair to `body`: the key's text, its node, the value. Nothing after a key is an empty mapping.
    static func read(
        _ node: Node, key: String, allowed: String, _ reading: inout Reading,
        body: (_ name: String, _ nameNode: Node, _ value: Node, inout Reading) -> Void
    ) {
        if node.isNull { return }
        guard case .mapping(let pairs) = node else {
            reading.refuse(
                key.isEmpty ? .notAMapping : .wrongShape, at: node, key: key, "is not a mapping of keys to values",
                allowed: allowed)
            return
        }
        // The parser compares keys with their tags; to a reader `a` and `!!str a` are the same key.
        var seen: Set<String> = []
        for (nameNode, value) in pairs {
            guard case .scalar(let name) = nameNode else {
                reading.refuse(.wrongShape, at: nameNode, key: key, "a list or mapping stands where a key belongs")
                continue
            }
            guard seen.insert(name.string).inserted else {
                reading.refuse(
                    .duplicateKey, at: nameNode, key: Echo.plain(name.string),
                    "stands more than once in the same mapping; keep one")
                continue
            }
            body(name.string, nameNode, value, &reading)
        }
    }
}
