import TestKit

extension SeededRandom {
    private static let pieces = [
        "null", "[]", "{}", "-1", "1e400", "true", "\"\"", "\"\\u0000\"", "\"\\ud800\"", "\\", "\"",
        "[[[[", "}}", "\u{301}", "/..", "-",
        "0000000000000000000000000000000000000000", "refs/tags/", "refs/heads/",
    ].map { Array($0.utf8) }

    /// Bytes with something changed, once mostly; some of it comes out of other bytes.
    mutating func damaged(_ body: [UInt8], with other: [UInt8]) -> [UInt8] {
        var bytes = body
        for _ in 0..<pick([1, 1, 1, 2, 3, 8]) where !bytes.isEmpty {
            let place = Int(next() % UInt64(bytes.count))
            let end = min(place + pick([1, 2, 7, 40, 400]), bytes.count)
            switch next() % 8 {
            case 0: bytes[place] ^= 1 << UInt8(next() % 8)
            case 1: bytes[place] = UInt8(truncatingIfNeeded: next())
            case 2: bytes.removeSubrange(place..<end)
            case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
            case 4: bytes.insert(contentsOf: pick(Self.pieces), at: place)
            case 5: bytes.replaceSubrange(place..<end, with: pick(Self.pieces))
            case 6:
                let from = Int(next() % UInt64(other.count))
                bytes.replaceSubrange(place..<end, with: other[from..<min(from + end - place, other.count)])
            default: bytes = Array(bytes[..<place]) + other.suffix(other.count - min(place, other.count))
            }
        }
        return bytes
    }
}
