/// What the beginning of an ELF file (64 bits, little-endian) says of the program.
struct ProgramHeader: Equatable {
    /// `x86_64`, `arm64`, or a number.
    let architecture: String
    /// It needs a loader, and with it shared libraries.
    let isDynamic: Bool

    /// Bytes that are enough of it.
    static let enough = 8192

    /// Nil for what is no such program.
    init?(_ bytes: [UInt8]) {
        guard bytes.count >= 64, Array(bytes[..<6]) == [0x7F, 0x45, 0x4C, 0x46, 2, 1] else { return nil }
        let machine = Self.number(bytes, 18, 2)
        architecture = [62: "x86_64", 183: "arm64"][machine] ?? "\(machine)"
        let start = Self.number(bytes, 32, 8)
        let size = Self.number(bytes, 54, 2)
        let count = Self.number(bytes, 56, 2)
        guard size >= 56, start >= 64, start + size * count <= bytes.count else { return nil }
        // PT_INTERP.
        isDynamic = (0..<count).contains { Self.number(bytes, start + $0 * size, 4) == 3 }
    }

    private static func number(_ bytes: [UInt8], _ at: Int, _ count: Int) -> Int {
        (0..<count).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) }
    }
}
