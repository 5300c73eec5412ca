#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What the system says of a file.
package struct FileError: Error, CustomStringConvertible {
    package let what: String
    /// An `errno`.
    package let code: Int32

    package init(what: String, code: Int32) {
        self.what = what
        self.code = code
    }

    package var description: String { "\(what): \(String(cString: strerror(code)))" }
}
