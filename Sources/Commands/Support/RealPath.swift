import Foundation
import Glibc

/// The one path of a local repository, however it is reached.
enum RealPath {
    /// Links followed; the work tree's directory where the path is that of its `.git`. Nil where there is nothing.
    static func repository(_ path: String) -> String? {
        guard let pointer = realpath(path, nil) else { return nil }
        defer { free(pointer) }
        let real = String(cString: pointer)
        return real.hasSuffix("/.git") ? String(real.dropLast(5)) : real
    }
}
