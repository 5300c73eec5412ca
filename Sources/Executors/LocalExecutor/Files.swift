import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Small files, read whole or in part. Nil always means that there is no such file; trouble of any other kind is thrown where
/// taking it for absence could end or begin a job wrongly.
enum Files {
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Whether there is no such file for certain.
    static func isMissing(_ path: String) -> Bool { access(path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR) }

    /// All bytes of a file; nil where there is none.
    static func bytes(_ path: String) throws(SystemCallError) -> [UInt8]? {
        let file = try openForReading(path)
        guard let file else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        while true {
            let chunk = try chunk(of: file, path, from: bytes.count, limit: 64 << 10)
            guard !chunk.isEmpty else { return bytes }
            bytes += chunk
        }
    }

    /// A file's text, where any trouble is as good as its absence: what the kernel tells of itself, mostly.
    static func text(_ path: String) -> String? {
        guard let bytes = try? bytes(path) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// At most `limit` bytes, and never more than 4 MiB, from `offset` on; empty past the end.
    static func read(_ path: String, from offset: Int, limit: Int) throws(SystemCallError) -> [UInt8]? {
        guard let file = try openForReading(path) else { return nil }
        defer { close(file) }
        return try chunk(of: file, path, from: offset, limit: min(limit, 4 << 20))
    }

    static func modified(_ path: String) -> Date? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Date(timeIntervalSince1970: Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) / 1e9)
    }

    /// The names in a directory; empty where there is none.
    static func names(in directory: String) throws(SystemCallError) -> [String] {
        guard let stream = opendir(directory) else {
            if errno == ENOENT || errno == ENOTDIR { return [] }
            throw SystemCallError(call: "opendir \(directory)")
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self) }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    private static func openForReading(_ path: String) throws(SystemCallError) -> Int32? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        if file >= 0 { return file }
        if errno == ENOENT || errno == ENOTDIR { return nil }
        throw SystemCallError(call: "open \(path)")
    }

    private static func chunk(of file: Int32, _ path: String, from offset: Int, limit: Int) throws(SystemCallError) -> [UInt8] {
        var code: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            var result: Int
            repeat { result = pread(file, buffer.baseAddress, limit, off_t(offset)) } while result < 0 && errno == EINTR
            if result < 0 { code = errno }
            count = max(0, result)
        }
        guard code == 0 else { throw SystemCallError(call: "read \(path)", code: code) }
        return bytes
    }
}
