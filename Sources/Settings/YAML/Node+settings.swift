import Yams

extension Node {
    /// A key with nothing after it, `~` or `null`.
    var isNull: Bool {
        guard case .scalar(let scalar) = self, scalar.style == .plain else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    /// Text in quotes, so that it reads back as itself whatever it is.
    static func quoted(_ text: String) -> Node {
        .scalar(Scalar(text, Tag(.implicit, .basic), .doubleQuoted))
    }

    /// A number, a word of ours.
    static func bare(_ text: String) -> Node {
        .scalar(Scalar(text, Tag(.implicit, .basic), .plain))
    }

    static func block(_ pairs: [(key: String, value: Node)]) -> Node {
        .mapping(Mapping(pairs.map { (.scalar(Scalar($0.key, Tag(.implicit, .basic))), $0.value) }, Tag(.map), .block))
    }

    static func row(_ items: [Node]) -> Node {
        .sequence(Sequence(items, Tag(.seq), .flow))
    }
}
