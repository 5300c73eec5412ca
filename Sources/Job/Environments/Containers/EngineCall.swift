import FoundationEssentials
import Subprocess
import SystemPackage

/// A command of the engine that answers at once, or within its time.
struct EngineCall {
    let words: [String]
    let environment: [String: String]

    struct Answer: Sendable {
        let isSuccess: Bool
        let code: Int
        let output: String
        let lines: [String]

        /// For `rm`: a container that ended meanwhile has removed itself.
        var isGone: Bool {
            isSuccess || ["no such container", "no container with"].contains { said.lowercased().contains($0) }
        }

        /// The engine's own sentence.
        var said: String {
            let line = lines.last { $0.hasPrefix("Error:") } ?? lines.last ?? "nothing was said"
            return line.hasPrefix("Error: ") ? String(line.dropFirst(7)) : line
        }
    }

    /// - Parameter stop: ends it too.
    /// - Returns: nil where it took too long, and was ended.
    func answer(within limit: Duration = .seconds(60), stop: StopRequest? = nil) async throws -> Answer? {
        try await withThrowingTaskGroup(of: Answer?.self) { group in
            group.addTask {
                let result = try await Subprocess.run(
                    .path(FilePath(words[0])), arguments: Arguments(Array(words.dropFirst())),
                    environment: .custom(environment.asSubprocess),
                    platformOptions: Self.options, output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
                let lines = result.standardError.split(separator: "\n").map(String.init)
                return Answer(
                    isSuccess: result.terminationStatus.isSuccess, code: result.terminationStatus.code, output: result.standardOutput,
                    lines: lines)
            }
            group.addTask {
                try await Task.sleep(for: limit)
                return nil
            }
            if let stop {
                group.addTask {
                    while true {
                        try await stop.throwIfStopped()
                        try await Task.sleep(for: .milliseconds(200))
                    }
                }
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }

    /// In a group of its own: what Ctrl-C does at a terminal is not for it.
    static var options: PlatformOptions {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [.gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .seconds(2))]
        return options
    }
}

extension TerminationStatus {
    /// As a shell has it.
    var code: Int {
        switch self {
        case .exited(let code): Int(code)
        case .signaled(let signal): 128 + Int(signal)
        }
    }
}
