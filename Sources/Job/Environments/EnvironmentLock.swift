import RunModel

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// An environment's directory, used or changed: a lock on the directory itself, which ends with the process that has it.
final class EnvironmentLock: Sendable {
    private let descriptor: Int32

    enum Kind { case use, change }

    private init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// - Returns: nil where another job's lock is in the way, or the directory is not there any more.
    static func take(_ path: String, to kind: Kind) throws(Failure) -> EnvironmentLock? {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw trouble(path)
        }
        let lock = EnvironmentLock(descriptor)
        guard flock(descriptor, (kind == .use ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0 else {
            if errno == EWOULDBLOCK { return nil }
            throw trouble(path)
        }
        // Between opening and locking it may have been collected.
        var held = stat()
        var there = stat()
        guard fstat(descriptor, &held) == 0, stat(path, &there) == 0, held.st_ino == there.st_ino else { return nil }
        return lock
    }

    private static func trouble(_ path: String) -> Failure {
        Failure(
            .internalError, "The environment \(path) cannot be locked: \(String(cString: strerror(errno))).",
            remedy: "Check the disk and the rights of the state directory.")
    }
}
