import Yams

/// A kind of value of any shape: how it is read from a node, written back as one, and described.
struct ValueKind<Value: Sendable>: Sendable {
    let allowed: String
    /// Nil after having said in the reading why.
    let read: @Sendable (Node, _ key: String, inout Reading) -> Value?
    let write: @Sendable (Value) -> Node
    /// The reference rows of what is inside, by the prefix of their keys.
    var rows: @Sendable (_ prefix: String) -> [ReferenceRow] = { _ in [] }
}

extension ValueKind {
    static func scalar(_ kind: ScalarKind<Value>) -> ValueKind {
        ValueKind(allowed: kind.allowed) { node, key, reading in
            guard case .scalar(let scalar) = node else {
                let shape = if case .mapping = node { "a mapping" } else { "a list" }
                reading.refuse(
                    .wrongShape, at: node, key: key, "\(shape) stands where one value belongs", allowed: kind.allowed)
                return nil
            }
            guard !node.isNull else {
                reading.refuse(
                    .missingValue, at: node, key: key, "has no value: give it one, or remove the key",
                    allowed: kind.allowed)
                return nil
            }
            return kind.value(of: scalar.string, at: node, key: key, &reading)
        } write: { value in
            kind.isBare ? .bare(kind.text(value)) : .quoted(kind.text(value))
        }
    }

    static func list<Item>(of item: ValueKind<Item>, orMore least: Int = 0) -> ValueKind where Value == [Item] {
        let allowed = "a list, each item \(item.allowed)"
        return ValueKind(allowed: allowed) { node, key, reading in
            guard case .sequence(let nodes) = node else {
                reading.refuse(.wrongShape, at: node, key: key, "is not a list", allowed: allowed)
                return nil
            }
            guard nodes.count >= least else {
                reading.refuse(
                    .missingValue, at: node, key: key, "the list is empty: name one item, or remove the key",
                    allowed: allowed)
                return nil
            }
            return nodes.enumerated().compactMap { item.read($1, "\(key)[\($0)]", &reading) }
        } write: { values in
            .row(values.map(item.write))
        } rows: {
            item.rows($0)
        }
    }

    /// A list, or its only item without brackets.
    static func oneOrMore<Item>(of item: ScalarKind<Item>) -> ValueKind where Value == [Item] {
        let one = ValueKind<Item>.scalar(item)
        let many = list(of: one, orMore: 1)
        return ValueKind(allowed: "\(item.allowed); or a list of such") { node, key, reading in
            if case .sequence = node { return many.read(node, key, &reading) }
            return one.read(node, key, &reading).map { [$0] }
        } write: { values in
            many.write(values)
        }
    }

    static func map<Item>(
        of item: ValueKind<Item>, names: ScalarKind<String>, placeholder: String, allowed: String
    ) -> ValueKind where Value == [String: Item] {
        ValueKind(allowed: allowed) { node, key, reading in
            var values: [String: Item] = [:]
            Pairs.read(node, key: key, allowed: allowed, &reading) { name, nameNode, value, reading in
                let path = "\(key).\(Echo.plain(name))"
                reading.note(path, at: nameNode)
                guard let name = names.value(of: name, at: nameNode, key: path, &reading) else { return }
                values[name] = item.read(value, path, &reading)
            }
            return values
        } write: { values in
            .block(values.sorted { $0.key < $1.key }.map { ($0.key, item.write($0.value)) })
        } rows: { prefix in
            item.rows("\(prefix).\(placeholder)")
        }
    }
}

extension ScalarKind {
    /// The value of the text, or nil after having said why not.
    func value(of text: String, at node: Node?, key: String, _ reading: inout Reading) -> Value? {
        do throws(Complaint) {
            return try parse(text, reading.paths)
        } catch {
            reading.refuse(
                .badValue, at: node, key: key, error.message, allowed: allowed, nearest: error.nearest)
            return nil
        }
    }
}
