import Glibc

/// One service on one state directory: a lock that ends with its process, however that ends.
final class StateLock: Sendable {
    struct Held: Error {
        /// Of the process that has it, where it has said so.
        let pid: Int32?
    }

    private let descriptor: Int32

    private init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// - Throws: ``Held`` where another process has it.
    static func take(_ path: String) throws -> StateLock {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else {
            throw CommandFailure(
                .usage, code: "no_state", "\(path) cannot be opened: \(String(cString: strerror(errno))).",
                remedy: "Choose another state directory with --state or BUNSEN_STATE.")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            var text = [UInt8](repeating: 0, count: 32)
            let count = pread(descriptor, &text, text.count, 0)
            close(descriptor)
            throw Held(pid: Int32(String(decoding: text.prefix(max(0, count)).prefix { $0 != 10 }, as: UTF8.self)))
        }
        let own = Array("\(getpid())\n".utf8)
        ftruncate(descriptor, 0)
        _ = pwrite(descriptor, own, own.count, 0)
        return StateLock(descriptor)
    }
}
