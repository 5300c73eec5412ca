#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension Files {
    /// Makes a directory and what is above it; `mode` holds for the directory itself.
    static func makeDirectory(_ path: String, mode: mode_t = 0o755) throws(SystemCallError) {
        if mkdir(path, mode) == 0 { return }
        if errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            try makeDirectory(String(path[..<slash]))
            if mkdir(path, mode) == 0 { return }
        }
        guard errno == EEXIST else { throw SystemCallError(call: "mkdir \(path)") }
    }

    /// Puts a file in another's place: whoever reads sees the one or the other, whole, even after a power cut.
    static func replace(_ path: String, with bytes: [UInt8]) throws(SystemCallError) {
        let draft = try draft(of: path, bytes)
        guard rename(draft, path) == 0 else {
            let error = SystemCallError(call: "rename \(draft) \(path)")
            unlink(draft)
            throw error
        }
        try syncDirectory(of: path)
    }

    /// Makes a file that must not exist yet, with all its bytes at once.
    /// - Returns: false where the file is there already.
    static func create(_ path: String, with bytes: [UInt8]) throws(SystemCallError) -> Bool {
        // O_EXCL would show the file before its bytes are in it; a link is as exclusive.
        let draft = try draft(of: path, bytes)
        defer { unlink(draft) }
        if link(draft, path) != 0 {
            if errno == EEXIST { return false }
            throw SystemCallError(call: "link \(draft) \(path)")
        }
        try syncDirectory(of: path)
        return true
    }

    /// Writes into a file that is there, by one call: a control of the kernel's.
    static func put(_ text: String, into path: String) throws(SystemCallError) {
        let file = open(path, O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { throw SystemCallError(call: "open \(path)") }
        defer { close(file) }
        try writeAll(Array(text.utf8), to: file, path)
    }

    static func remove(_ path: String) { unlink(path) }

    static func writeAll(_ bytes: [UInt8], to file: Int32, _ path: String) throws(SystemCallError) {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { write(file, $0.baseAddress.map { $0 + done }, bytes.count - done) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw SystemCallError(call: "write \(path)") }
            done += count
        }
    }

    /// A file beside `path` with the bytes on disk.
    private static func draft(of path: String, _ bytes: [UInt8]) throws(SystemCallError) -> String {
        let draft = "\(path).\(getpid())-\(String(UInt64.random(in: 0...(.max)), radix: 36))"
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw SystemCallError(call: "create \(draft)") }
        defer { close(file) }
        do throws(SystemCallError) {
            try writeAll(bytes, to: file, draft)
            guard fsync(file) == 0 else { throw SystemCallError(call: "fsync \(draft)") }
        } catch {
            unlink(draft)
            throw error
        }
        return draft
    }

    private static func syncDirectory(of path: String) throws(SystemCallError) {
        let directory = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let file = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { throw SystemCallError(call: "open \(directory)") }
        defer { close(file) }
        guard fsync(file) == 0 else { throw SystemCallError(call: "fsync \(directory)") }
    }
}
