#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A directory that somebody uses, or takes away: a lock on the directory itself, which goes along when it is renamed and
/// ends with the last process that has it.
package final class DirectoryLock: Sendable {
    private let descriptor: Int32

    private init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Says that somebody stands in the directory. Waits for one that only looks whether anybody does.
    ///
    /// - Returns: nil where there is none any more.
    package static func use(_ path: String) throws(FileError) -> DirectoryLock? { try take(path, LOCK_SH) }

    /// The same without waiting: nil also where somebody has the directory alone.
    package static func useNow(_ path: String) throws(FileError) -> DirectoryLock? { try take(path, LOCK_SH | LOCK_NB) }

    /// Has the directory alone.
    ///
    /// - Returns: nil where there is none, or where somebody has it.
    package static func alone(_ path: String) throws(FileError) -> DirectoryLock? { try take(path, LOCK_EX | LOCK_NB) }

    /// A program that takes the place of this one keeps the lock, and so do those that it starts.
    package func handDown() { _ = fcntl(descriptor, F_SETFD, 0) }

    private static func take(_ path: String, _ kind: Int32) throws(FileError) -> DirectoryLock? {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw FileError(what: path, code: errno)
        }
        let lock = DirectoryLock(descriptor)
        guard flock(descriptor, kind) == 0 else {
            if errno == EWOULDBLOCK { return nil }
            throw FileError(what: path, code: errno)
        }
        // Between opening and locking it may have been taken out of its place.
        var held = stat()
        var there = stat()
        guard fstat(descriptor, &held) == 0, stat(path, &there) == 0, held.st_ino == there.st_ino else { return nil }
        return lock
    }
}
