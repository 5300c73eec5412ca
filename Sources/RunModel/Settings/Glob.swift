/// A pattern over names with `/` in them: `?` is one character and `*` any number of them, both without `/`;
/// `**` is any number including `/`; everything else stands for itself. Upper and lower case differ.
package struct Glob: Sendable, Hashable, Codable, CustomStringConvertible {
    package let pattern: String

    /// Matches every name.
    package static let all = Glob(pattern: "**")

    /// Nil for an empty pattern, one longer than 1024 bytes, or one with blanks or control characters in it,
    /// which no branch and no sensible path has.
    package init?(_ pattern: String) {
        guard !pattern.isEmpty, pattern.utf8.count <= 1024, pattern.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f })
        else { return nil }
        self.init(pattern: pattern)
    }

    private init(pattern: String) {
        self.pattern = pattern
    }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let glob = Glob(text) else { throw Malformed(what: "glob", text: text) }
        self = glob
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(pattern)
    }

    package var description: String { pattern }

    /// Takes time proportional to the two lengths multiplied, whatever the pattern: patterns come from pushed files.
    package func matches(_ name: String) -> Bool {
        let name = Array(name.unicodeScalars)
        // reached[i]: the pattern so far matches the first i characters.
        var reached = [Bool](repeating: false, count: name.count + 1)
        reached[0] = true
        for piece in pieces {
            var next = [Bool](repeating: false, count: name.count + 1)
            for i in 0...name.count {
                switch piece {
                case .run(let slashes):
                    next[i] = reached[i] || (i > 0 && next[i - 1] && (slashes || name[i - 1] != "/"))
                case .any:
                    next[i] = i > 0 && reached[i - 1] && name[i - 1] != "/"
                case .one(let scalar):
                    next[i] = i > 0 && reached[i - 1] && name[i - 1] == scalar
                }
            }
            reached = next
        }
        return reached[name.count]
    }

    private enum Piece {
        case run(slashes: Bool)
        case any
        case one(Unicode.Scalar)
    }

    private var pieces: [Piece] {
        var pieces: [Piece] = []
        for scalar in pattern.unicodeScalars {
            switch (scalar, pieces.last) {
            case ("*", .run): pieces[pieces.count - 1] = .run(slashes: true)
            case ("*", _): pieces.append(.run(slashes: false))
            case ("?", _): pieces.append(.any)
            default: pieces.append(.one(scalar))
            }
        }
        return pieces
    }
}
