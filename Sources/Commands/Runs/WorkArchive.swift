import Foundation
import Glibc
import RunModel

/// The one file that a work directory was packed into.
enum WorkArchive {
    /// What is taken out of it.
    private static let members = ["open/clone", "git"]

    /// Blocks until tar has ended.
    ///
    /// - Throws: ``CommandFailure`` where it is no such archive.
    static func unpack(_ archive: String, into directory: String) throws {
        let tar = Process()
        tar.executableURL = URL(filePath: "/usr/bin/env")
        // GNU tar follows no link that it has just made, and writes to no place above.
        tar.arguments = ["tar", "--extract", "--gzip", "--no-same-owner", "--file", archive, "--directory", directory] + members
        let errors = Pipe()
        tar.standardError = errors
        tar.standardInput = FileHandle.nullDevice
        try tar.run()
        let said = String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        tar.waitUntilExit()
        guard tar.terminationStatus == 0 else { throw notWhole(said.split(separator: "\n").last.map(String.init) ?? "tar failed") }
        for path in ["open", "open/clone", "git"] where !isDirectory("\(directory)/\(path)") { throw notWhole("\(path) is no directory") }
    }

    private static func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private static func notWhole(_ why: String) -> CommandFailure {
        CommandFailure(
            .failed, code: "work_not_whole", "What was fetched cannot be unpacked: \(Terminal.plain(why)).",
            remedy: "Look at this machine's disk, and whether it has GNU tar; then ask again.")
    }
}
