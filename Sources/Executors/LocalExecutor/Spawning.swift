import CProcess

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A process in a session of its own, which outlives the service: its output goes to a file, and nothing of the service's is
/// open in it.
struct Spawning: Sendable {
    /// An absolute path.
    var program: String
    /// Without the program itself.
    var arguments: [String]
    var environment: [String: String]
    var directory: String
    /// Standard output and error are appended to it.
    var log: String
    /// What it can read on descriptor 3, until its end; nil: the descriptor is closed.
    var token: [UInt8]?

    /// - Returns: the pid of a child that somebody has to collect.
    func start() throws(SystemCallError) -> Int32 {
        let input = try token.map { bytes throws(SystemCallError) in try Self.pipe(holding: bytes) }
        defer { if let input { close(input) } }
        var pid: pid_t = 0
        let code = Self.withStrings([program] + arguments) { arguments in
            Self.withStrings(environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }) { environment in
                cprocess_spawn(&pid, program, arguments, environment, directory, log, input ?? -1)
            }
        }
        guard code == 0 else { throw SystemCallError(call: "posix_spawn \(program)", code: code) }
        return pid
    }

    /// The end to read of a pipe that has everything in it already, so that nobody need be there to write.
    private static func pipe(holding bytes: [UInt8]) throws(SystemCallError) -> Int32 {
        var ends: [Int32] = [-1, -1]
        guard cprocess_pipe(&ends) == 0 else { throw SystemCallError(call: "pipe2") }
        defer { close(ends[1]) }
        do throws(SystemCallError) {
            // Over the pipe's size (64 KiB) this is refused, not waited for.
            try Files.writeAll(bytes, to: ends[1], "a pipe")
            // The reader may wait, as there is an end. And 0 to 3 are set up anew in the child.
            guard fcntl(ends[0], F_SETFL, 0) == 0 else { throw SystemCallError(call: "fcntl F_SETFL") }
            let end = fcntl(ends[0], F_DUPFD_CLOEXEC, 4)
            guard end >= 0 else { throw SystemCallError(call: "fcntl F_DUPFD_CLOEXEC") }
            close(ends[0])
            return end
        } catch {
            close(ends[0])
            throw error
        }
    }

    private static func withStrings<R>(_ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> R) -> R {
        var pointers = strings.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        return pointers.withUnsafeMutableBufferPointer { buffer in
            // It ends with nil, so it is never empty.
            body(buffer.baseAddress.unsafelyUnwrapped)
        }
    }
}
