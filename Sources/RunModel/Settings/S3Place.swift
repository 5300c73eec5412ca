/// Where something lies in S3: `s3://BUCKET/KEY`, a key or the beginning of keys.
package struct S3Place: Sendable, Hashable, Codable, CustomStringConvertible {
    package let bucket: String
    /// Neither empty nor with `/` at one of its ends.
    package let key: String

    /// Nil where the text is no such address: a bucket's name becomes part of a host's.
    package init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map { String(Substring($0)) }
        guard parts.count > 3, parts[0] == "s3:", parts[1].isEmpty else { return nil }
        let (bucket, names) = (parts[2], parts.last == "" ? parts[3...].dropLast() : parts[3...])
        guard (3...63).contains(bucket.utf8.count),
            bucket.utf8.allSatisfy({ $0.isASCIIDigit || (97...122).contains($0) || $0 == 45 || $0 == 46 }),
            !names.isEmpty, names.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." && $0.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7f } })
        else { return nil }
        self.bucket = bucket
        key = names.joined(separator: "/")
    }

    private init(bucket: String, key: String) {
        self.bucket = bucket
        self.key = key
    }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let place = S3Place(text) else { throw Malformed(what: "place in S3", text: text) }
        self = place
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    /// What lies below.
    package func appending(_ name: String) -> S3Place { S3Place(bucket: bucket, key: "\(key)/\(name)") }

    package var description: String { "s3://\(bucket)/\(key)" }
}
