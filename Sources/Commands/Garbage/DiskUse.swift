import Foundation
import Glibc
import Job

/// What a directory takes on its disk, and when anything in it last changed.
struct DiskUse: Equatable {
    /// Bytes of whole blocks.
    private(set) var bytes = 0
    private(set) var changedAt = Date(timeIntervalSince1970: 0)
    private let counts: Counting
    /// How often a file with several names was met.
    private var met: [ino_t: UInt] = [:]

    /// DVC links a cached file into a work directory where it can: one file with two names.
    enum Counting {
        /// Each file once.
        case all
        /// Only what is free when the directory is gone: no file that has a name elsewhere too.
        case own
    }

    private init(_ counts: Counting) { self.counts = counts }

    /// Links are not followed. What goes away meanwhile, or may not be read, counts as not there.
    static func of(_ path: String, _ counts: Counting) throws -> DiskUse {
        var use = DiskUse(counts)
        try use.add(path)
        return use
    }

    private mutating func add(_ path: String) throws {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            if errno == ENOENT || errno == EACCES { return }
            throw FileError(what: path, code: errno)
        }
        changedAt = max(changedAt, Date(timeIntervalSince1970: Double(status.st_mtim.tv_sec)))
        guard status.st_mode & S_IFMT == S_IFDIR else { return count(status) }
        bytes += Int(status.st_blocks) * 512
        guard let stream = opendir(path) else {
            if errno == ENOENT || errno == EACCES { return }
            throw FileError(what: path, code: errno)
        }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            if name != ".", name != ".." { try add("\(path)/\(name)") }
        }
    }

    private mutating func count(_ status: stat) {
        var names: UInt = 1
        if status.st_nlink > 1 {
            names = (met[status.st_ino] ?? 0) + 1
            met[status.st_ino] = names
        }
        if names == (counts == .all ? 1 : UInt(status.st_nlink)) { bytes += Int(status.st_blocks) * 512 }
    }
}
