import FoundationEssentials
import RunModel

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Looks for known secrets in files, as a stage may have written one down.
struct SecretSearch: Sendable {
    private let secrets: [[UInt8]]
    private static let piece = 1 << 20

    /// - Parameter secrets: those of fewer than four bytes are in every file, and are not looked for.
    init(_ secrets: [String]) { self.secrets = secrets.map { Array($0.utf8) }.filter { $0.count >= 4 } }

    /// True also where the file cannot be read.
    func finds(in path: String) -> Bool {
        guard let longest = secrets.map(\.count).max() else { return false }
        let file = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return true }
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: Self.piece + longest)
        // One that is cut by the border of two pieces is found in the second, which begins with the first one's end.
        var kept = 0
        while true {
            let count = buffer.withUnsafeMutableBytes { read(file, $0.baseAddress?.advanced(by: kept), Self.piece) }
            if count < 0 { return true }
            if count == 0 { return false }
            let filled = kept + count
            if secrets.contains(where: { secret in has(secret, buffer, filled) }) { return true }
            kept = min(filled, longest - 1)
            buffer.withUnsafeMutableBytes { bytes in
                guard let start = bytes.baseAddress else { return }
                memmove(start, start.advanced(by: filled - kept), kept)
            }
        }
    }

    private func has(_ secret: [UInt8], _ buffer: [UInt8], _ filled: Int) -> Bool {
        buffer.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return false }
            var at = 0
            while at + secret.count <= filled, let hit = memchr(start + at, Int32(secret[0]), filled - secret.count - at + 1) {
                if memcmp(hit, secret, secret.count) == 0 { return true }
                at = UnsafeRawPointer(hit) - start + 1
            }
            return false
        }
    }
}
