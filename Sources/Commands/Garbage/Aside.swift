import Foundation
import Glibc
import Job

/// A directory is taken out of its place in one step, so that whoever comes finds it whole or not at all: removing it takes time.
enum Aside {
    private static let mark = ".removed-"

    /// Where a directory is put, beside its own place and so on the same disk.
    static func path(of directory: String) -> String {
        let place = URL(filePath: directory)
        return place.deletingLastPathComponent().appending(path: "\(mark)\(place.lastPathComponent)").path
    }

    /// Whether a name in a directory is of something that was put aside.
    static func isAside(_ name: String) -> Bool { name.hasPrefix(mark) }

    /// Nothing may be aside in its name any more; that there is no such directory is no error.
    static func move(_ directory: String) throws {
        guard rename(directory, path(of: directory)) == 0 || errno == ENOENT else { throw FileError(what: directory, code: errno) }
    }

    /// Removes what was put aside, now or by a process that was killed over it.
    static func clear(_ directory: String) throws {
        let path = path(of: directory)
        guard access(path, F_OK) == 0 else { return }
        openUp(path)
        try FileManager.default.removeItem(atPath: path)
    }

    /// A stage may have taken its own directories' rights away, and then nothing in them could be removed.
    private static func openUp(_ directory: String) {
        var status = stat()
        guard lstat(directory, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return }
        if status.st_mode & S_IRWXU != S_IRWXU { chmod(directory, S_IRWXU) }
        // What goes wrong here is told by the removal.
        for name in (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? [] { openUp("\(directory)/\(name)") }
    }
}
