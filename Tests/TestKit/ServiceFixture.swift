import Foundation
import Subprocess
import SystemPackage

/// The built program on a state directory of its own.
package struct ServiceFixture: Sendable {
    package let scratch: ScratchDirectory
    package let state: String
    private let config: String
    private let environment: [String: String]

    /// - Parameter settings: the content of `bunsen.yaml`.
    package init(_ scratch: ScratchDirectory, name: String = "state", settings: String = "", environment: [String: String] = [:]) throws {
        self.scratch = scratch
        state = "\(scratch.path)/\(name)"
        let file = "\(name)-config/bunsen.yaml"
        try scratch.write("local: {vcpus: 4, memory_mib: 16000}\ngrace: 6s\n\(settings)", to: file)
        self.environment = environment.merging(["BUNSEN_STATE": state]) { old, _ in old }
        config = "\(scratch.path)/\(file)"
    }

    /// Runs a command of the program; its exit code is data.
    @discardableResult
    package func bunsen(_ words: String..., in directory: String? = nil, input: String = "") async throws -> Program.Result {
        try await bunsen(words, in: directory, input: input)
    }

    @discardableResult
    package func bunsen(_ words: [String], in directory: String? = nil, input: String = "") async throws -> Program.Result {
        let takesState = !["directives", "init", "job"].contains(words.first ?? "")
        return try await Program.result(
            [BunsenProgram.path] + words + (takesState ? ["--config", config] : []), in: directory ?? scratch.path,
            environment: environment, input: input)
    }

    package func install(_ repository: String) async throws {
        let result = try await bunsen("hook", "install", repository)
        guard result.code == 0 else { throw Program.Failed(description: "hook install: \(result.output)\(result.error)") }
    }

    /// All runs, newest first.
    package func runs() async throws -> [SeenRun] {
        try await bunsen("runs", "list", "--json", "--limit", "1000").json([SeenRun].self)
    }

    package func show(_ id: String) async throws -> SeenRun { try await bunsen("runs", "show", id, "--json").json() }

    /// Waits for the end of every run there is, of which there must be `count`.
    @discardableResult
    package func ended(_ count: Int = 1, within limit: Duration = .seconds(120)) async throws -> [SeenRun] {
        var seen: [SeenRun] = []
        do {
            try await eventually("\(count) runs end", within: limit) {
                seen = try await runs()
                return seen.count >= count && seen.allSatisfy(\.isEnded)
            }
        } catch {
            throw Program.Failed(description: "\(error); seen: \(seen.map { "\($0.id) \($0.state)" }); log:\n\(log)")
        }
        // A list has no reports: the whole of each.
        var whole: [SeenRun] = []
        for run in seen { whole.append(try await show(run.id)) }
        return whole
    }

    /// A service that is up.
    package struct Up: Sendable {
        package let pid: Int32
        fileprivate let signal: @Sendable (Signal) throws -> Void
        /// As a power failure would end it.
        package func crash() throws { try signal(.kill) }
    }

    /// Runs `body` while a service is up, which is stopped gracefully afterwards unless it has ended.
    @discardableResult
    package func serving<T: Sendable>(
        environment further: [String: String] = [:], waits: Bool = true, arguments: [String] = [], _ body: @Sendable (Up) async throws -> T
    ) async throws -> T {
        let descriptor = try FileDescriptor.open(
            FilePath(logPath), .writeOnly, options: [.create, .append, .closeOnExec], permissions: [.ownerReadWrite])
        let words = ["serve", "--config", config] + arguments
        let result = try await Subprocess.run(
            .path(FilePath(BunsenProgram.path)), arguments: Arguments(words),
            environment: Program.inherited(environment.merging(further, uniquingKeysWith: { $1 })),
            workingDirectory: FilePath(scratch.path), input: .none, output: .fileDescriptor(descriptor, closeAfterSpawningProcess: false),
            error: .fileDescriptor(descriptor, closeAfterSpawningProcess: true)
        ) { execution -> Swift.Result<T, any Error> in
            let up = Up(pid: execution.processIdentifier.value, signal: { try execution.send(signal: $0) })
            let outcome: Swift.Result<T, any Error>
            do {
                if waits { try await eventually("the service is ready", within: .seconds(30)) { Self.answers(socket) } }
                outcome = .success(try await body(up))
            } catch {
                outcome = .failure(error)
            }
            try? execution.send(signal: .terminate)
            return outcome
        }
        do {
            return try result.closureResult.get()
        } catch {
            throw Program.Failed(description: "\(error)\nservice's log:\n\(log)")
        }
    }

    /// The port of a service that listens, out of its log.
    package func port() async throws -> Int {
        var found: Int?
        try await eventually("the service listens", within: .seconds(30)) {
            let tail = log.split(separator: "http://127.0.0.1:").dropFirst().last ?? ""
            found = Int(tail.prefix { $0.isNumber })
            return found != nil
        }
        return found ?? 0
    }

    package var socket: String { "\(state)/bunsen.sock" }
    private var logPath: String { "\(state)-service.log" }
    package var log: String { (try? String(contentsOfFile: logPath, encoding: .utf8)) ?? "" }

    private static func answers(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: path) && UnixSocket.accepts(path)
    }
}
