package import FoundationEssentials

/// The name of a run: `r-` + UTC `YYYYMMDDTHHMMSS` + `-` + 8 base32 characters, e.g. `r-20260102T030405-k3v9x2ma`.
///
/// The time makes names sort by age, the random part (40 bits) makes them unique; the store refuses a second one.
package struct RunID: Sendable, Hashable, Codable, CustomStringConvertible, Comparable {
    package let text: String

    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 26, text.hasPrefix("r-"), bytes[10] == UInt8(ascii: "T"), bytes[17] == UInt8(ascii: "-"),
            bytes[2..<10].allSatisfy(\.isASCIIDigit), bytes[11..<17].allSatisfy(\.isASCIIDigit),
            bytes[18...].allSatisfy({ Self.alphabet.contains($0) })
        else { return nil }
        self.text = text
    }

    package init(at time: Date, using random: inout some RandomNumberGenerator) {
        let bits = random.next()
        let suffix = (0..<8).map { Self.alphabet[Int(bits >> (5 * $0) & 31)] }
        text = "r-\(time.utcCompact)-\(String(decoding: suffix, as: UTF8.self))"
    }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let id = RunID(text) else { throw Malformed(what: "run id", text: text) }
        self = id
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    package var description: String { text }
    package static func < (a: RunID, b: RunID) -> Bool { a.text < b.text }

    /// RFC 4648 base32 in lower case.
    private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
}
