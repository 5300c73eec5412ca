import Foundation
import Glibc
import Job

/// Files that must be whole or not there, also after the power has failed.
enum DurableFile {
    /// Writes aside, brings it to the disk, and renames it into its place.
    static func write(_ bytes: Data, to path: String, mode: mode_t = 0o644) throws {
        let place = URL(filePath: path)
        let temporary = place.deletingLastPathComponent().appending(path: ".\(place.lastPathComponent).\(getpid())").path
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw FileError(what: temporary, code: errno) }
        // Whatever the umask says: who else may read it has been thought about.
        fchmod(descriptor, mode)
        let isWritten = bytes.withUnsafeBytes { Self.write($0, to: descriptor) } && fsync(descriptor) == 0
        let code = errno
        Glibc.close(descriptor)
        guard isWritten else {
            unlink(temporary)
            throw FileError(what: temporary, code: code)
        }
        guard rename(temporary, path) == 0 else { throw FileError(what: path, code: errno) }
        // The name, too, has to survive.
        let directory = open(place.deletingLastPathComponent().path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { return }
        fsync(directory)
        Glibc.close(directory)
    }

    private static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
        var start = 0
        while start < bytes.count {
            let count = Glibc.write(descriptor, bytes.baseAddress! + start, bytes.count - start)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            start += count
        }
        return true
    }
}
