import DVC
import Foundation
import Git
import Glibc
import Job
import LocalExecutor
import Logging
import RunModel
import Subprocess
import SystemPackage

/// What jobs need of this machine.
struct MachineCheck: Sendable {
    let settings: ServiceSettings
    let environment: [String: String]

    func findings() async -> [Finding] {
        async let git = git()
        async let dvc = dvc()
        async let sandbox = sandbox()
        async let containers = containers()
        return await [git, dvc, sandbox] + containers + [state()] + slots()
    }

    private func git() async -> Finding {
        do {
            let version = try await Git(deadline: .seconds(10)).run("--version").text
            let numbers = version.split { !$0.isNumber }.compactMap { Int($0) }
            guard let major = numbers.first, numbers.count > 1, (major, numbers[1]) >= (2, 30) else {
                return .error("git", "\(version) is older than 2.30.", remedy: "Install a newer git.")
            }
            return .ok("git", version)
        } catch {
            return .error("git", "git cannot be started: \(error.message).", remedy: "Install git (apt-get install git).")
        }
    }

    private func dvc() async -> Finding {
        do {
            let program = try DVCProgram.find(settings.dvc, searchPath: environment["PATH"] ?? "/usr/bin:/bin")
            let words = program.python + [program.path, "--version"]
            let result = try await Subprocess.run(
                .path(FilePath(words[0])), arguments: Arguments(Array(words.dropFirst())), output: .string(limit: 4096),
                error: .string(limit: 65_536))
            let version = result.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines)
            guard result.terminationStatus.isSuccess, let major = version.split(separator: ".").first.flatMap({ Int($0) }) else {
                return .error("dvc", "\(program.path) does not start.", remedy: "Run it by hand to see why: \(program.path) --version")
            }
            guard major >= 3 else { return .error("dvc", "DVC \(version) is too old.", remedy: "Install DVC 3.") }
            return .ok("dvc", "DVC \(version) at \(program.path)")
        } catch {
            return .error("dvc", "DVC is not to be found: \(error).", remedy: "Install it (pip install dvc), or set `dvc:` to its path.")
        }
    }

    private func sandbox() async -> Finding {
        guard settings.sandbox != .off else {
            return .warning(
                "sandbox", "Stages run without a sandbox, and can read what the service's user can.", remedy: "Set `sandbox: auto`.")
        }
        let result = try? await Subprocess.run(
            .name("bwrap"), arguments: ["--dev-bind", "/", "/", "--unshare-pid", "--proc", "/proc", "true"], output: .discarded,
            error: .string(limit: 4096))
        if let result, result.terminationStatus.isSuccess {
            return .ok("sandbox", "bubblewrap works: stages do not see the service's state")
        }
        let remedy = "Install bubblewrap (apt-get install bubblewrap) and allow user namespaces."
        return settings.sandbox == .required
            ? .error("sandbox", "A sandbox is required, and bubblewrap does not work here.", remedy: remedy)
            : .warning("sandbox", "bubblewrap does not work here: stages can read what the service's user can.", remedy: remedy)
    }

    /// Nothing to say where there is no engine, and none is asked for.
    private func containers() async -> [Finding] {
        guard !settings.containers.images.isEmpty else { return [] }
        do {
            let engine = try ContainerEngine.find(settings.containers, searchPath: environment["PATH"] ?? "/usr/bin:/bin")
            let words = engine.words(["version", "--format", "{{.Client.Version}}"])
            let result = try await Subprocess.run(
                .path(FilePath(words[0])), arguments: Arguments(Array(words.dropFirst())), output: .string(limit: 4096),
                error: .string(limit: 65_536))
            let version = result.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines)
            guard result.terminationStatus.isSuccess else {
                let said = result.standardError.split(separator: "\n").last.map(String.init) ?? "it says nothing"
                return [
                    .warning(
                        "containers", "\(engine.program) does not work: \(said)",
                        remedy: "Mend it, or set `containers.engine` and `containers.engine_arguments`; runs without an image need none.")
                ]
            }
            return [.ok("containers", "\(engine.program) \(version) runs the images that commits ask for")]
        } catch let failure as Failure {
            guard settings.containers.engine != nil else { return [] }
            return [.warning("containers", failure.message, remedy: failure.remedy)]
        } catch {
            return [.warning("containers", "The container engine cannot be started: \(error)", remedy: "Set `containers.engine`.")]
        }
    }

    private func state() -> Finding {
        let state = StateDirectory(settings)
        do {
            try state.make()
        } catch {
            return .error("state", "\(error)", remedy: "Choose another directory with --state or BUNSEN_STATE.")
        }
        var space = statvfs()
        guard statvfs(state.path, &space) == 0 else { return .ok("state", state.path) }
        let free = Double(space.f_bavail) * Double(space.f_frsize) / Double(1 << 30)
        let text = String(format: "%@, %.1f GiB free", state.path, free)
        return free < 1
            ? .warning("state", text, remedy: "Free space there: clones and the content cache of every repository lie in it.")
            : .ok("state", text)
    }

    private func slots() -> [Finding] {
        let local = LocalExecutor(
            LocalExecutorConfiguration(settings: { settings }, program: ["bunsen"], environment: environment),
            logger: Logs.logger(level: .critical))
        let slots = local.slots
        let there = "\(slots.vcpus) vCPUs, \(slots.memoryMiB) MiB, \(slots.gpus) GPUs for jobs"
        let isEnforced = local.enforcesMemory
        return [
            .ok("slots", there),
            isEnforced
                ? .ok("memory", "jobs are kept within the memory they asked for, \(local.memoryEnforcement)")
                : .warning(
                    "memory", "Jobs are not kept within the memory they asked for: \(local.memoryEnforcement).",
                    remedy: "Run the service with the systemd unit of deploy/systemd, or watch your memory."),
        ]
    }
}
