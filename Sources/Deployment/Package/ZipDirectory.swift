/// What a zip file says is in it: its central directory (APPNOTE.TXT 4.3.12), without the forms for more than 4 GB.
struct ZipDirectory {
    struct Entry: Equatable {
        let name: String
        /// Unix permission bits; 0 where they are not told.
        let mode: Int
        /// 0: stored; 8: DEFLATE.
        let method: Int
        /// Bytes.
        let size: Int
        let content: Range<Int>
    }

    struct Malformed: Error {}

    let entries: [Entry]

    init(_ bytes: [UInt8]) throws {
        // The end record has 22 bytes, and a comment of at most 65,535 behind it.
        let first = max(0, bytes.count - 22 - 65_535)
        guard bytes.count >= 22,
            let end = stride(from: bytes.count - 22, through: first, by: -1).first(where: { Self.number(bytes, $0, 4) == 0x0605_4b50 })
        else { throw Malformed() }
        var at = Self.number(bytes, end + 16, 4)
        var found: [Entry] = []
        for _ in 0..<Self.number(bytes, end + 10, 2) {
            guard at + 46 <= bytes.count, Self.number(bytes, at, 4) == 0x0201_4b50 else { throw Malformed() }
            let lengths = [28, 30, 32].map { Self.number(bytes, at + $0, 2) }
            let local = Self.number(bytes, at + 42, 4)
            guard at + 46 + lengths[0] <= bytes.count, local + 30 <= bytes.count, Self.number(bytes, local, 4) == 0x0403_4b50 else {
                throw Malformed()
            }
            let start = local + 30 + Self.number(bytes, local + 26, 2) + Self.number(bytes, local + 28, 2)
            let packed = Self.number(bytes, at + 20, 4)
            guard start + packed <= bytes.count else { throw Malformed() }
            found.append(
                Entry(
                    name: String(decoding: bytes[(at + 46)..<(at + 46 + lengths[0])], as: UTF8.self),
                    mode: Self.number(bytes, at + 38, 4) >> 16 & 0o7777, method: Self.number(bytes, at + 10, 2),
                    size: Self.number(bytes, at + 24, 4), content: start..<start + packed))
            at += 46 + lengths.reduce(0, +)
        }
        entries = found
    }

    /// Little-endian.
    private static func number(_ bytes: [UInt8], _ at: Int, _ count: Int) -> Int {
        (0..<count).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) }
    }
}
