import Foundation
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
        // Open to its group: a service of the same group takes the file away.
        try DurableFile.write(try JSONEncoder.bunsen.encode(self), to: "\(spool)/\(name)", mode: 0o660)
        return name
    }
}
