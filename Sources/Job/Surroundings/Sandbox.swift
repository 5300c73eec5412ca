import FoundationEssentials
import Git
import RunModel
import Subprocess

/// bubblewrap around DVC and its stages: the service's state, its configuration, other runs and other processes are
/// out of their sight. The rest of the machine is as it is.
struct Sandbox {
    let spec: JobSpec
    let places: WorkPlaces

    /// The words before DVC's own; empty without a sandbox.
    /// - Returns: also what to say in the log where there is none.
    func wrapper() async throws -> (words: [String], remark: String?) {
        guard spec.sandbox != .off else { return ([], nil) }
        let words = self.words
        if let result = try? await Subprocess.run(
            .name("bwrap"), arguments: Arguments(Array(words.dropFirst()) + ["true"]), output: .discarded,
            error: .string(limit: 4096)), result.terminationStatus.isSuccess
        {
            return (words, nil)
        }
        if spec.sandbox == .required {
            throw Failure(
                .misconfigured, "The sandbox is required (`sandbox: required`), and bubblewrap does not work here.",
                remedy: "Install bubblewrap and allow user namespaces, or set `sandbox: auto`.")
        }
        return ([], "bubblewrap does not work here: stages of this run can read what the service's user can")
    }

    private var words: [String] {
        var words = ["bwrap", "--dev-bind", "/", "/"]
        for path in spec.places.hidden {
            var isDirectory = false
            // Only what exists: bubblewrap would make the place of the mount on the real disk.
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else { continue }
            words += isDirectory ? ["--tmpfs", path] : ["--ro-bind", "/dev/null", path]
        }
        // After the hiding, so that they lie on top of it.
        for path in [places.open, spec.places.cache] { words += ["--bind", path, path] }
        words += ["--ro-bind", places.git, places.git]
        return words + ["--unshare-pid", "--proc", "/proc", "--die-with-parent", "--"]
    }
}
