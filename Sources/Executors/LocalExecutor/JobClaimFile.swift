import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// `job.json`: who may run an attempt. It is made once and never changed, by the process that runs the attempt as its first act,
/// or by the executor, after which no process may.
struct JobClaimFile: Sendable, Equatable, Codable {
    /// Nil where the executor has called the attempt off.
    let process: ProcessIdentity?

    static func path(in directory: String) -> String { "\(directory)/job.json" }

    /// Takes the attempt for the calling process.
    /// - Returns: false where it is taken or called off already: then the caller must do nothing.
    static func begin(in directory: String) throws -> Bool {
        guard let process = ProcessIdentity(pid: getpid()) else { throw SystemCallError(call: "open /proc/\(getpid())/stat", code: ENOENT) }
        return try make(JobClaimFile(process: process), in: directory)
    }

    /// Sees to it that no process begins the attempt any more.
    /// - Returns: false where one has begun, or where it was called off before.
    static func void(in directory: String) throws -> Bool {
        try make(JobClaimFile(process: nil), in: directory)
    }

    /// Nil where nobody has claimed the attempt. A claim that cannot be understood is nobody's: nothing may begin beside it.
    static func read(in directory: String) throws(SystemCallError) -> JobClaimFile? {
        guard let bytes = try Files.bytes(path(in: directory)) else { return nil }
        return (try? JSONDecoder().decode(JobClaimFile.self, from: Data(bytes))) ?? JobClaimFile(process: nil)
    }

    private static func make(_ claim: JobClaimFile, in directory: String) throws -> Bool {
        try Files.create(path(in: directory), with: Array(JSONEncoder().encode(claim)))
    }
}
