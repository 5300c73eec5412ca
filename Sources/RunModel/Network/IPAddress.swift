#if canImport(Glibc)
    import Glibc
#else
    import Musl
#endif

/// An IPv4 or IPv6 address. One of IPv4 is kept as IPv6 knows it (`::ffff:a.b.c.d`, RFC 4291 section 2.5.5.2), so that the two ways
/// in which a dual listener names one client are equal.
package struct IPAddress: Sendable, Hashable {
    /// Sixteen.
    let bytes: [UInt8]

    /// From text as `inet_pton` takes it; a zone (`%eth0`) is passed over.
    package init?(_ text: String) {
        let text = String(text.prefix { $0 != "%" })
        var v6 = [UInt8](repeating: 0, count: 16)
        var v4 = [UInt8](repeating: 0, count: 4)
        if inet_pton(AF_INET, text, &v4) == 1 {
            bytes = Self.v4Prefix + v4
        } else if inet_pton(AF_INET6, text, &v6) == 1 {
            bytes = v6
        } else {
            return nil
        }
    }

    package var isV4: Bool { bytes.starts(with: Self.v4Prefix) }

    /// 127.0.0.0/8 or ::1.
    package var isLoopback: Bool { isV4 ? bytes[12] == 127 : bytes == Self.v6Loopback }

    static let v4Prefix: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
    private static let v6Loopback: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]
}
