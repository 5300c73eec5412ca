/// A network in CIDR form (`10.0.0.0/8`, `fd00::/8`), or a single address.
package struct IPRange: Sendable, Hashable, CustomStringConvertible {
    package let description: String
    private let address: IPAddress
    /// How many leading bits of the sixteen bytes count.
    private let bits: Int

    package init?(_ text: String) {
        description = text
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = IPAddress(String(parts[0])) else { return nil }
        self.address = address
        let least = address.isV4 ? 96 : 0
        guard parts.count == 2 else {
            bits = 128
            return
        }
        guard !parts[1].isEmpty, parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let number = Int(parts[1]), number <= 128 - least
        else { return nil }
        bits = least + number
    }

    package func contains(_ other: IPAddress) -> Bool {
        let whole = bits / 8
        guard address.bytes[..<whole] == other.bytes[..<whole] else { return false }
        guard bits % 8 != 0 else { return true }
        return (address.bytes[whole] ^ other.bytes[whole]) >> UInt8(8 - bits % 8) == 0
    }
}
