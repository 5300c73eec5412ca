/// A branch by its short name (`main`, `feature/x`), checked by the rules of `git check-ref-format --branch`,
/// so that it can stand in a refspec; a name that begins with `-` is refused because programs read it as an option.
package struct BranchName: Sendable, Hashable, Codable, CustomStringConvertible {
    package let text: String

    package init?(_ text: String) {
        guard !text.hasPrefix("-"), text != "HEAD", text != "@", RefName.isValid("refs/heads/\(text)") else { return nil }
        self.text = text
    }

    /// The branch that a full ref names; nil for tags, notes and everything else.
    package init?(ref: String) {
        guard ref.hasPrefix("refs/heads/") else { return nil }
        self.init(String(ref.dropFirst("refs/heads/".count)))
    }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let name = BranchName(text) else { throw Malformed(what: "branch name", text: text) }
        self = name
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    package var description: String { text }
    package var ref: String { "refs/heads/\(text)" }
}

/// The rules of git-check-ref-format(1) for a full ref name. By bytes, as git has them: to Swift a dot with an accent on it is
/// no dot.
package enum RefName {
    private static let forbidden = Set(" ~^:?*[\\\u{7f}".utf8)
    private static let lock = Array(".lock".utf8)

    package static func isValid(_ ref: String) -> Bool {
        let dot = UInt8(ascii: "."), slash = UInt8(ascii: "/")
        guard (1...1024).contains(ref.utf8.count) else { return false }
        // As if a slash stood before: an empty part, or one that begins with a dot, then shows in two neighbours.
        var former = slash
        for byte in ref.utf8 {
            guard byte > 0x20, !forbidden.contains(byte) else { return false }
            switch (former, byte) {
            case (slash, slash), (slash, dot), (dot, dot), (UInt8(ascii: "@"), UInt8(ascii: "{")): return false
            default: former = byte
            }
        }
        guard former != dot, former != slash else { return false }
        return !ref.utf8.split(separator: slash).contains { $0.suffix(lock.count).elementsEqual(lock) }
    }
}
