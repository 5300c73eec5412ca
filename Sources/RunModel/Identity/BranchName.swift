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

/// The rules of git-check-ref-format(1) for a full ref name.
package enum RefName {
    package static func isValid(_ ref: String) -> Bool {
        let bytes = Array(ref.utf8)
        guard !bytes.isEmpty, bytes.count <= 1024, bytes.last != UInt8(ascii: "."), bytes.last != UInt8(ascii: "/"),
            bytes.allSatisfy({ $0 > 0x20 && $0 != 0x7f && !Array("~^:?*[\\".utf8).contains($0) }),
            !ref.contains(".."), !ref.contains("@{"), !ref.contains("//")
        else { return false }
        return ref.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty && !part.hasPrefix(".") && !part.hasSuffix(".lock")
        }
    }
}
