import FoundationEssentials
import Subprocess
import SystemPackage

/// How a driver is started.
package struct DVCLaunch: Sendable {
    package var program: DVCProgram
    /// Where the driver's files are laid out.
    package var files: String
    /// Words before the Python, e.g. of a sandbox.
    package var wrapper: [String]
    /// The whole environment of DVC and its stages.
    package var environment: [String: String]
    package var nonce: String
    /// Runs the commands of stages; nil: DVC does, in its sandbox.
    package var outside: StageRunner?

    package init(
        program: DVCProgram, files: String, wrapper: [String], environment: [String: String], nonce: String, outside: StageRunner? = nil
    ) {
        self.program = program
        self.files = files
        self.wrapper = wrapper
        self.environment = environment
        self.nonce = nonce
        self.outside = outside
    }
}

extension DVCLaunch {
    /// The same for another driver at the same time, with files of its own.
    package func beside(as name: String) -> DVCLaunch {
        var other = self
        other.files += "-\(name)"
        other.nonce += name
        return other
    }
}

extension DVCSession {
    /// Starts a driver, runs `body` with it, and ends it with everything that it started, however `body` ends.
    package static func run<T: Sendable>(
        _ launch: DVCLaunch, events: @escaping @Sendable (Event) async -> Void,
        body: @escaping @Sendable (DVCSession) async throws -> T
    ) async throws -> T {
        let script = try DriverFiles.write(to: launch.files)
        let words = launch.wrapper + launch.program.python + [script]
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [.gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(12))]
        var environment: [Environment.Key: String] = [:]
        for (name, value) in launch.environment { environment[Environment.Key(stringLiteral: name)] = value }
        let result = try await Subprocess.run(
            words[0].contains("/") ? .path(FilePath(words[0])) : .name(words[0]),
            arguments: Arguments(Array(words.dropFirst())), environment: .custom(environment),
            workingDirectory: FilePath(launch.files), platformOptions: options,
            input: .inputWriter, output: .sequence, error: .combinedWithOutput
        ) { execution -> T in
            let writer = execution.standardInputWriter
            let session = DVCSession(
                send: { _ = try await writer.write($0) }, report: events,
                outside: launch.outside.map { ($0, "\(launch.files)/command.json") })
            let output = execution.standardOutput
            return try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    var splitter = StreamSplitter(nonce: launch.nonce)
                    do {
                        for try await chunk in output {
                            let bytes = chunk.withUnsafeBytes { Array($0) }
                            for piece in splitter.feed(bytes) { await session.received(piece) }
                        }
                    } catch {
                        await session.ended("the DVC driver's output could not be read: \(error)")
                        throw error
                    }
                    let rest = splitter.finish()
                    if !rest.isEmpty { await session.received(.output(rest)) }
                    await session.ended("the DVC driver ended before its answer")
                }
                group.addTask { await session.runOutside() }
                _ = try await writer.write("{\"nonce\":\"\(launch.nonce)\"}\n")
                let outcome: Result<T, any Error>
                do { outcome = .success(try await body(session)) } catch { outcome = .failure(error) }
                try? await writer.finish()
                if case .failure = outcome { group.cancelAll() }
                try? await group.waitForAll()
                return try outcome.get()
            }
        }
        return result.closureResult
    }
}
