import FoundationEssentials
import RunModel

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What of a work directory is packed: the stages' clone and the repository that it borrows from.
///
/// The cache is left out, and links into it are not followed: what is in there is on the DVC remote, or can be made again.
/// DVC's local settings are left out as well, being the one file in a clone that is made for passwords.
struct FailedFiles: Sendable {
    /// Relative to the work directory; a directory comes before what is in it.
    private(set) var paths: [String] = []
    /// Files that are left out for a reason of their own, relative to the clone.
    private(set) var leftOut: [String] = []

    private struct File {
        let index: Int
        let bytes: Int
        let inode: ino_t
        let names: UInt
    }

    private let root: String
    private var files: [File] = []
    private static let clone = "open/clone"
    private static let repository = "git"

    /// - Parameter limit: bytes; the largest files are left out until the others are no more.
    /// - Throws: ``Failure`` where that is not enough, and `CancellationError`.
    init(of places: WorkPlaces, limit: Int, secrets: [String]) async throws {
        root = places.work
        try add(Self.clone)
        try add(Self.repository)
        var removed = linkedElsewhere()
        removed.formUnion(try tooLarge(limit, without: removed))
        let search = SecretSearch(secrets)
        for file in files where !removed.contains(file.index) {
            // Time goes on, and a notice may come, while much is read.
            await Task.yield()
            try Task.checkCancellation()
            if search.finds(in: "\(root)/\(paths[file.index])") { removed.insert(file.index) }
        }
        leftOut = removed.sorted().map { paths[$0] }.map {
            $0.hasPrefix("\(Self.clone)/") ? String($0.dropFirst(Self.clone.count + 1)) : $0
        }
        paths = paths.indices.filter { !removed.contains($0) }.map { paths[$0] }
    }

    private mutating func add(_ path: String) throws {
        try Task.checkCancellation()
        var status = stat()
        guard lstat("\(root)/\(path)", &status) == 0 else { return }
        switch status.st_mode & S_IFMT {
        case S_IFLNK: paths.append(path)
        case S_IFREG where access("\(root)/\(path)", R_OK) == 0:
            files.append(File(index: paths.count, bytes: Int(status.st_size), inode: status.st_ino, names: UInt(status.st_nlink)))
            paths.append(path)
        case S_IFDIR:
            guard let names = try? FileManager.default.contentsOfDirectory(atPath: "\(root)/\(path)") else { return }
            paths.append(path)
            for name in names.sorted() where !Self.isLeftOut(name, in: path) { try add("\(path)/\(name)") }
        // Pipes, sockets and devices are nothing without who made them.
        default: break
        }
    }

    private static func isLeftOut(_ name: String, in directory: String) -> Bool {
        if directory == repository { return name == "imports" || name == "hooks" }
        return directory.hasSuffix("/.dvc") && ["cache", "tmp", "config.local"].contains(name)
    }

    /// One file with two names, one of them outside: that is in the cache.
    private func linkedElsewhere() -> Set<Int> {
        let met = Dictionary(files.map { ($0.inode, UInt(1)) }, uniquingKeysWith: +)
        return Set(files.filter { $0.names > (met[$0.inode] ?? 1) }.map(\.index))
    }

    private func tooLarge(_ limit: Int, without removed: Set<Int>) throws -> Set<Int> {
        let others = files.filter { !removed.contains($0.index) }
        var total = others.reduce(0) { $0 + $1.bytes }
        var large: Set<Int> = []
        for file in others.sorted(by: { ($1.bytes, $0.index) < ($0.bytes, $1.index) }) where total > limit {
            // A repository with a part missing is none.
            guard paths[file.index].hasPrefix("\(Self.clone)/"), !paths[file.index].hasPrefix("\(Self.clone)/.git/") else { continue }
            large.insert(file.index)
            total -= file.bytes
        }
        guard total <= limit else {
            throw Failure(
                .requestTooLarge, "The repository alone has \(total) bytes, more than the \(limit) that are kept.",
                remedy: "Let failed_gib be more.")
        }
        return large
    }
}
