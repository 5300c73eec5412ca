/// A full git object name: 40 (SHA-1) or 64 (SHA-256) lower-case hex digits; never the all-zero name, which means "none".
package struct CommitSHA: Sendable, Hashable, Codable, CustomStringConvertible {
    package let text: String

    package init?(_ text: String) {
        guard text.utf8.count == 40 || text.utf8.count == 64, text.utf8.allSatisfy(\.isLowercaseHex),
            text.utf8.contains(where: { $0 != UInt8(ascii: "0") })
        else { return nil }
        self.text = text
    }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let sha = CommitSHA(text) else { throw Malformed(what: "commit", text: text) }
        self = sha
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    package var description: String { text }

    /// The first seven digits, as people write it.
    package var short: String { String(text.prefix(7)) }
}
