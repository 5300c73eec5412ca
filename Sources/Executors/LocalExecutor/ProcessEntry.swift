#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What `/proc/PID/stat` says of a process (proc_pid_stat(5)).
struct ProcessEntry: Sendable {
    let pid: Int32
    let state: UInt8
    let parent: Int32
    let session: Int32
    let startTime: UInt64

    /// Ended, though perhaps not collected by its parent.
    var isDead: Bool { [UInt8(ascii: "Z"), UInt8(ascii: "X"), UInt8(ascii: "x")].contains(state) }

    /// Nil where no process has the number.
    init?(pid: Int32) throws(SystemCallError) {
        guard pid > 0 else { return nil }
        let bytes: [UInt8]?
        do {
            bytes = try Files.bytes("/proc/\(pid)/stat")
        } catch  where error.code == ESRCH {
            bytes = nil
        }
        // The name, in parentheses, may hold anything, blanks and parentheses too.
        guard let bytes, let end = bytes.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = String(decoding: bytes[(end + 1)...], as: UTF8.self).split(separator: " ")
        guard fields.count > 19, let state = fields[0].utf8.first, let parent = Int32(fields[1]), let session = Int32(fields[3]),
            let startTime = UInt64(fields[19])
        else { return nil }
        self.pid = pid
        self.state = state
        self.parent = parent
        self.session = session
        self.startTime = startTime
    }
}
