package import FoundationEssentials

/// The name of a sweep: like a run's, with an `s` in front: `s-20260102T030405-k3v9x2ma`.
package struct SweepID: Sendable, Hashable, Codable, CustomStringConvertible, Comparable {
    package let text: String

    package init?(_ text: String) {
        guard text.hasPrefix("s-"), RunID("r-\(text.dropFirst(2))") != nil else { return nil }
        self.text = text
    }

    package init(at time: Date, using random: inout some RandomNumberGenerator) {
        text = "s-\(RunID(at: time, using: &random).text.dropFirst(2))"
    }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let id = SweepID(text) else { throw Malformed(what: "sweep id", text: text) }
        self = id
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    package var description: String { text }
    package static func < (a: SweepID, b: SweepID) -> Bool { a.text < b.text }
}
