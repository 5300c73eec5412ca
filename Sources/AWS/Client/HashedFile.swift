import Crypto
import FoundationEssentials
import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A file that is to be sent. It is read twice, once to be hashed: the signature covers its content, so that a file
/// that changes meanwhile is refused by S3 and not stored half new.
struct HashedFile: Sendable {
    let path: String
    let length: Int
    let sha256: String

    /// - Throws: ``FileUnreadable``.
    init(path: String) async throws {
        var hash = SHA256()
        var length = 0
        for try await chunk in FileChunks(path: path) {
            chunk.withUnsafeReadableBytes { hash.update(bufferPointer: $0) }
            length += chunk.readableBytes
        }
        self.path = path
        self.length = length
        sha256 = Hex.text(hash.finalize())
    }
}

/// A file's bytes in pieces of a megabyte.
struct FileChunks: AsyncSequence, Sendable {
    let path: String

    func makeAsyncIterator() -> Iterator { Iterator(path: path) }

    struct Iterator: AsyncIteratorProtocol {
        let path: String
        private var file: OpenFile?

        init(path: String) { self.path = path }

        mutating func next() async throws -> ByteBuffer? {
            try Task.checkCancellation()
            let open = try file ?? OpenFile(path)
            file = open
            return try open.read(1 << 20)
        }
    }
}

/// Closes with its last holder, also where the reading is given up.
private final class OpenFile {
    private let path: String
    private let descriptor: Int32

    init(_ path: String) throws {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileUnreadable(path: path, errno: errno) }
    }

    deinit { close(descriptor) }

    func read(_ most: Int) throws -> ByteBuffer? {
        var buffer = ByteBufferAllocator().buffer(capacity: most)
        let count = try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: most) { bytes in
            while true {
                #if canImport(Glibc)
                    let count = Glibc.read(descriptor, bytes.baseAddress, most)
                #elseif canImport(Musl)
                    let count = Musl.read(descriptor, bytes.baseAddress, most)
                #elseif canImport(Darwin)
                    let count = Darwin.read(descriptor, bytes.baseAddress, most)
                #endif
                if count >= 0 { return count }
                guard errno == EINTR else { throw FileUnreadable(path: path, errno: errno) }
            }
        }
        return count == 0 ? nil : buffer
    }
}

/// A file that cannot be sent.
package struct FileUnreadable: Error, CustomStringConvertible {
    package let path: String
    package let errno: Int32
    package var description: String { "Tried to read \(path): \(String(cString: strerror(errno)))." }
}
