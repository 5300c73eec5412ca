import FoundationEssentials

/// A list of directories in the form of PATH.
package enum SearchPath {
    /// Where PATH is not set.
    package static let usual = "/usr/bin:/bin"

    /// The absolute path of a program; nil where no directory has it.
    package static func program(_ name: String, in searchPath: String) -> String? {
        searchPath.split(separator: ":").map { "\($0)/\(name)" }
            .first { $0.hasPrefix("/") && FileManager.default.isExecutableFile(atPath: $0) }
    }
}
