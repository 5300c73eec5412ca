import FoundationEssentials
import RunModel

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// DVC's settings for this host, written as a file because three `dvc config` processes take a second.
package struct ContentCache {
    let directory: String

    package init(directory: String) { self.directory = directory }

    package func write(toProjectAt project: String) throws {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        // root reads through links whatever their mode says, so a stage of root's could write into the cache.
        let root = geteuid() == 0
        // A copy is the last resort of both: without it, DVC fails on a file system that has no links at all.
        let text = """
            [core]
                analytics = false
                check_update = false
            [cache]
                dir = "\(directory)"
                type = "\(root ? "reflink,copy" : "reflink,hardlink,symlink,copy")"
            \(root ? "" : "    shared = group")

            """
        try Data(text.utf8).write(to: URL(filePath: "\(project)/.dvc/config.local"), options: .atomic)
    }
}
