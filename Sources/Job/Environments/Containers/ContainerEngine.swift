import DVC
package import RunModel

/// The program that runs containers, with the operator's own arguments for it.
package struct ContainerEngine: Sendable, Equatable {
    package enum Kind: Sendable { case podman, docker }

    /// An absolute path.
    package let program: String
    package let settings: ContainerSettings

    package init(program: String, settings: ContainerSettings) {
        self.program = program
        self.settings = settings
    }

    /// What it is called tells what it is: `podman-docker` gives podman docker's name, and takes docker's arguments.
    package var kind: Kind { program.split(separator: "/").last?.contains("docker") == true ? .docker : .podman }

    /// - Throws: ``RunModel/Failure`` where there is none in `searchPath` (the form of PATH).
    package static func find(_ settings: ContainerSettings, searchPath: String) throws(Failure) -> ContainerEngine {
        let names = settings.engine.map { [$0] } ?? ["podman", "docker"]
        for name in names {
            if name.hasPrefix("/") { return ContainerEngine(program: name, settings: settings) }
            if let path = SearchPath.program(name, in: searchPath) { return ContainerEngine(program: path, settings: settings) }
        }
        throw Failure(
            .misconfigured,
            "The commit asks for a container image, and there is no \(names.joined(separator: " or ")) in the service's PATH.",
            remedy: "Install one of them for the service's user, or name it with `containers.engine`, then `bunsen runs retry`.")
    }

    /// The whole command line of one of its commands.
    package func words(_ command: [String]) -> [String] { [program] + settings.engineArguments + command }

    /// The command line that runs a container to its end.
    package func words(for container: Container) -> [String] {
        var run = ["run", "--rm", "--name", container.name, "--pull=never"]
        for (name, value) in container.labels.sorted(by: { $0.key < $1.key }) { run += ["--label", "bunsen.\(name)=\(value)"] }
        run += ["--network=\(settings.network)", "--stop-signal=SIGTERM"]
        run += container.isInteractive ? ["--interactive", "--tty"] : ["--log-driver=none"]
        run += ["--cap-drop=ALL", "--security-opt=no-new-privileges", "--security-opt=label=disable"]
        run += user(container.user)
        if let memory = container.memoryMiB { run += ["--memory=\(memory)m", "--memory-swap=\(memory)m"] }
        if let cpus = container.vcpus { run.append("--cpus=\(cpus)") }
        run += gpus(container.gpus)
        for mount in container.mounts { run += ["--mount", mount.text] }
        run += ["--workdir", container.directory]
        // By name: a value on the command line could be read by everybody on this machine.
        for name in container.variables.sorted() { run += ["--env", name] }
        if let home = container.home { run += ["--env", "HOME=\(home)"] }
        return words(run + settings.runArguments + ["--entrypoint", "/bin/sh", container.image, "-c"] + container.script)
    }

    /// Files that a stage writes belong to the job's user.
    private func user(_ user: Container.User) -> [String] {
        // Rootless, all users of a container are others on this machine, but for the one that is kept.
        kind == .podman && user.uid != 0 ? ["--userns=keep-id"] : ["--user", "\(user.uid):\(user.gid)"]
    }

    /// podman takes the names of the Container Device Interface, docker those of NVIDIA's container toolkit.
    private func gpus(_ gpus: Container.GPUs) -> [String] {
        switch (gpus, kind) {
        case (.these([]), _): []
        case (.these(let names), .podman): names.flatMap { ["--device", "nvidia.com/gpu=\($0)"] }
        case (.all, .podman): ["--device", "nvidia.com/gpu=all"]
        // Quoted within, as docker reads a comma as the beginning of another option.
        case (.these(let names), .docker): ["--gpus", "\"device=\(names.joined(separator: ","))\""]
        case (.all, .docker): ["--gpus", "all"]
        }
    }
}
