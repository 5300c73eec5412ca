import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A file without a name, for a program to read on a descriptor.
enum UnlinkedFile {
    /// The caller closes it.
    static func holding(_ text: String) throws -> FileDescriptor {
        var template = Array("/tmp/.bunsen-XXXXXX".utf8CString)
        let raw = mkstemp(&template)
        guard raw >= 0 else { throw Errno(rawValue: errno) }
        unlink(template)
        let file = FileDescriptor(rawValue: raw)
        try file.writeAll(text.utf8)
        try file.seek(offset: 0, from: .start)
        return file
    }
}
