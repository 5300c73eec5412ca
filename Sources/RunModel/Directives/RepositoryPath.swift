/// A path in an argument, judged by its text alone: links in the repository are followed by nobody here.
enum RepositoryPath {
    /// Why the path may lie outside the repository; nil if it does not.
    static func problem(with path: String) -> String? {
        if path.hasPrefix("/") { return "it is an absolute path, and a run has a clone of its own" }
        if path.hasPrefix("~/") || path == "~" { return "it means a home directory" }
        if path.utf8.contains(0) { return "it holds a NUL character" }
        if path.contains("://") { return "it is an address" }
        // On bytes: a combining mark after a slash would hide it from `Character`.
        var depth = 0
        for part in path.utf8.split(separator: UInt8(ascii: "/")) {
            if part.elementsEqual("..".utf8) {
                depth -= 1
            } else if !part.elementsEqual(".".utf8) {
                depth += 1
            }
            if depth < 0 { return "its `..` leads out of the repository" }
        }
        return nil
    }
}
