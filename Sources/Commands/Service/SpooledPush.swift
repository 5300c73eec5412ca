import Foundation
import Glibc
import RunModel

/// What a post-receive hook leaves in the spool: one file a push.
struct SpooledPush: Sendable, Codable {
    var v = 1
    /// The repository's real path.
    var repository: String
    var refs: [Ref]
    var pusher: String?

    struct Ref: Sendable, Codable {
        var old: String
        var new: String
        var ref: String
    }

    /// Writes the push as a file of its own, whole or not at all, and on the disk when this returns.
    /// - Returns: the file's name.
    func write(into spool: String) throws -> String {
        let name = "\(UInt64(Date().timeIntervalSince1970 * 1000))-\(UUID().uuidString.lowercased()).json"
        let temporary = "\(spool)/.\(name)"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o660)
        guard descriptor >= 0 else { throw SpoolError(what: temporary, code: errno) }
        defer { close(descriptor) }
        let bytes = Array(try JSONEncoder.bunsen.encode(self))
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
            let code = errno
            unlink(temporary)
            throw SpoolError(what: temporary, code: code)
        }
        // A service of the same group takes the file away, whatever the umask of who pushes.
        fchmod(descriptor, 0o660)
        guard rename(temporary, "\(spool)/\(name)") == 0 else { throw SpoolError(what: spool, code: errno) }
        return name
    }
}

struct SpoolError: Error, CustomStringConvertible {
    let what: String
    let code: Int32
    var description: String { "\(what): \(String(cString: strerror(code)))" }
}
