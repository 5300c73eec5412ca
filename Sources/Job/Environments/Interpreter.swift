import DVC
import RunModel
import Subprocess
import SystemPackage

/// The Python that a virtual environment is made with.
struct Interpreter: Equatable {
    /// The program itself, with all links followed; not that of a virtual environment.
    let path: String
    let version: String

    /// - Parameter name: to be looked up in the PATH of `environment`; nil is `python3`.
    static func find(_ name: String?, environment: [String: String]) async throws -> Interpreter {
        let name = name ?? "python3"
        guard let program = SearchPath.program(name, in: environment["PATH"] ?? SearchPath.usual) else {
            throw Failure(
                .misconfigured, "The commit asks for an environment of \(name), and there is no such program in the service's PATH.",
                remedy: "Install it for the service's user, or name another one with `environment.python` in .bunsen.yaml.")
        }
        let result = try await Subprocess.run(
            .path(FilePath(program)), arguments: ["-I", "-c", question], environment: .custom(environment.asSubprocess),
            output: .string(limit: 4096), error: .string(limit: 4096))
        let lines = result.standardOutput.split(separator: "\n")
        guard result.terminationStatus.isSuccess, lines.count == 2 else {
            throw Failure(
                .misconfigured,
                "\(program) does not work as a Python: \(result.standardError.split(separator: "\n").last ?? "no message").",
                remedy: "Mend it on the service's machine, or name another one with `environment.python` in .bunsen.yaml.")
        }
        return Interpreter(path: String(lines[0]), version: String(lines[1]))
    }

    private static let question = """
        import os, sys
        print(os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable))
        print(" ".join(sys.version.split()))
        """
}

extension [String: String] {
    /// As a child's whole environment.
    var asSubprocess: [Environment.Key: String] {
        reduce(into: [:]) { $0[Environment.Key(stringLiteral: $1.key)] = $1.value }
    }
}
