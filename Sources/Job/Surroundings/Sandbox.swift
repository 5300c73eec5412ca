import DVC
import FoundationEssentials
import RunModel
import Subprocess
import SystemPackage

/// bubblewrap around DVC and its stages, and around what installs their environment: the service's state, its configuration,
/// other runs and other processes are out of their sight. The rest of the machine is as it is.
struct Sandbox {
    let spec: JobSpec
    /// Where `bwrap` is looked up: not in the PATH of what it holds, which may have come with a program of that name.
    let searchPath: String

    /// The words before the program's own; empty without a sandbox.
    ///
    /// - Parameters:
    ///   - writable: what stays writable of what is hidden.
    ///   - readable: what stays readable of it, also where it lies in the former.
    /// - Returns: also what to say in the log where there is none.
    func wrapper(writable: [String], readable: [String]) async throws -> (words: [String], remark: String?) {
        guard spec.sandbox != .off else { return ([], nil) }
        if let program = SearchPath.program("bwrap", in: searchPath) {
            let words = words(program, writable, readable)
            let result = try? await Subprocess.run(
                .path(FilePath(program)), arguments: Arguments(Array(words.dropFirst()) + ["true"]), output: .discarded,
                error: .discarded)
            if result?.terminationStatus.isSuccess == true { return (words, nil) }
        }
        if spec.sandbox == .required {
            throw Failure(
                .misconfigured, "The sandbox is required (`sandbox: required`), and bubblewrap does not work here.",
                remedy: "Install bubblewrap and allow user namespaces, or set `sandbox: auto`.")
        }
        return ([], "bubblewrap does not work here: stages of this run can read what the service's user can")
    }

    private func words(_ program: String, _ writable: [String], _ readable: [String]) -> [String] {
        var words = [program, "--dev-bind", "/", "/"]
        for path in spec.places.hidden {
            var isDirectory = false
            // Only what exists: bubblewrap would make the place of the mount on the real disk.
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else { continue }
            words += isDirectory ? ["--tmpfs", path] : ["--ro-bind", "/dev/null", path]
        }
        // After the hiding, so that they lie on top of it.
        for path in writable { words += ["--bind", path, path] }
        for path in readable { words += ["--ro-bind", path, path] }
        return words + ["--unshare-pid", "--proc", "/proc", "--die-with-parent", "--"]
    }
}
