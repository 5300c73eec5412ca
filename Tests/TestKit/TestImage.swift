import Foundation
package import RunModel

/// A container image of busybox alone, which says in a file what it is; gone with its last user.
package final class TestImage: Sendable {
    package let name: String

    /// What the machines of tests need: `runc` and `cgroupfs` also where there is no systemd, and limits that any may set.
    package static let settings = ContainerSettings(
        engine: "podman", engineArguments: ["--runtime", "runc", "--cgroup-manager=cgroupfs"],
        runArguments: ["--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1024:1024"])

    /// The same for `bunsen.yaml`.
    package static let yaml = """
        containers:
          engine: podman
          engine_arguments: [--runtime, runc, --cgroup-manager=cgroupfs]
          run_arguments: [--ulimit, "nofile=1024:1024", --ulimit, "nproc=1024:1024"]

        """

    package init(in scratch: ScratchDirectory) async throws {
        let root = "\(scratch.path)/image"
        name = "localhost/bunsen-test-\(UUID().uuidString.prefix(8).lowercased()):1"
        try scratch.write("NAME=only-in-the-image\n", to: "image/etc/os-release")
        try await Program.run(["mkdir", "-p", "\(root)/bin", "\(root)/tmp", "\(root)/proc"])
        try await Program.run(["sh", "-c", "cp $(command -v busybox) \(root)/bin/ && busybox --install -s \(root)/bin"])
        // The links lead to the busybox of this machine.
        try await Program.run(["sh", "-c", "cd \(root)/bin && for link in *; do [ \"$link\" = busybox ] || ln -sf busybox \"$link\"; done"])
        try await Program.run(["sh", "-c", "tar -C \(root) -c . | podman import --quiet - \(name)"])
    }

    deinit {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["podman", "--runtime", "runc", "--cgroup-manager=cgroupfs", "rmi", "--force", name]
        (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
        if (try? process.run()) != nil { process.waitUntilExit() }
    }

    /// The names of containers of this image, also of those that have ended.
    package func containers() async throws -> [String] {
        let listed = try await Program.run(
            [Self.settings.engine ?? "podman"] + Self.settings.engineArguments
                + ["ps", "--all", "--filter", "ancestor=\(name)", "--format", "{{.Names}}"])
        return listed.split(separator: "\n").map(String.init)
    }
}
