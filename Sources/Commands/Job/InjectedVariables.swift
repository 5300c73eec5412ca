import Foundation
import Glibc
import RunModel

/// What a job definition hands to a job by environment, and no stage may know: the forge token, and the spec with its nonce.
///
/// What stands in a process's environment, its stages can read in `/proc`. So the job moves it to a descriptor and executes
/// itself again without the variables.
struct InjectedVariables {
    static let option = "--injected-fd"
    private let values: [String: String]

    init(_ values: [String: String] = [:]) { self.values = values }

    subscript(name: String) -> String? { values[name] }

    /// No log may have these.
    var secrets: [String] {
        let login = values[BitbucketAuth.variable]
        let password = login.flatMap { text in text.firstIndex(of: ":").map { String(text[text.index(after: $0)...]) } }
        return [values[ForgeToken.variable], login, password].compactMap(\.self).filter { !$0.isEmpty }
    }

    /// Does not return where there was something to move.
    ///
    /// - Parameter secretNames: what the project's stages are to see; it stays, and is no token of the job.
    static func move(outOf environment: [String: String], secretNames: [String]) throws {
        let names = [JobSpec.variable, ForgeToken.variable, BitbucketAuth.variable].filter { !secretNames.contains($0) }
        let values = environment.filter { names.contains($0.key) }
        guard !values.isEmpty else { return }
        let descriptor = try descriptor(holding: try JSONEncoder().encode(values))
        for name in values.keys { unsetenv(name) }
        let words = CommandLine.arguments + [option, "\(descriptor)"]
        var argv = words.map { strdup($0) } + [nil]
        execv("/proc/self/exe", &argv)
        throw CommandFailure(
            .failed, code: "not_executed",
            "The job could not be executed again without \(values.keys.sorted().joined(separator: ", ")): "
                + "\(String(cString: strerror(errno))).",
            remedy: "Give the container a /proc, or the spec by --spec and the token by --token-fd.")
    }

    /// What was moved; the descriptor is empty and closed then.
    init(readingFrom descriptor: Int32) throws {
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        values = try JSONDecoder().decode([String: String].self, from: try handle.readToEnd() ?? Data())
    }

    /// Other processes that still show one of the values in their environment: a container's init, a wrapping shell.
    func shownBy() -> [Int32] {
        let entries = Set(values.map { Data("\($0.key)=\($0.value)".utf8) })
        let pids = ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { Int32($0) }
        return pids.sorted().filter { pid in
            guard pid != getpid(), let bytes = FileManager.default.contents(atPath: "/proc/\(pid)/environ") else { return false }
            return bytes.split(separator: 0).contains { entries.contains(Data($0)) }
        }
    }

    /// A pipe: once it is read, nobody else can read it, not even in `/proc`.
    private static func descriptor(holding bytes: Data) throws -> Int32 {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0, fcntl(ends[1], F_SETFL, O_NONBLOCK) == 0,
            bytes.withUnsafeBytes({ write(ends[1], $0.baseAddress, $0.count) }) == bytes.count
        else {
            throw CommandFailure(
                .usage, code: "injected_too_long",
                "What the job definition gives by environment cannot be handed on: \(bytes.count) bytes are more than a pipe takes here.",
                remedy: "Give the spec by --spec, and the token alone by environment.")
        }
        close(ends[1])
        return ends[0]
    }
}
