import Job
import RunModel
import Testing

@Suite("The command line of a container")
struct ContainerEngineTests {
    private func container(_ change: (inout Container) -> Void = { _ in }) -> Container {
        var container = Container(
            name: "bunsen-r-1", image: "abc", user: Container.User(uid: 1000, gid: 100), argv: ["/bin/sh", "-c", "echo 'a b'"],
            directory: "/work dir", mounts: [Container.Mount("/work dir"), Container.Mount("/a,b\"c", isReadOnly: true)])
        change(&container)
        return container
    }

    private func words(
        _ program: String = "/usr/bin/podman", _ settings: ContainerSettings = ContainerSettings(),
        _ change: (inout Container) -> Void = { _ in }
    ) -> [String] {
        ContainerEngine(program: program, settings: settings).words(for: container(change))
    }

    @Test func `the operator's arguments stand where they belong, and the command is one word`() {
        let settings = ContainerSettings(engineArguments: ["--runtime", "runc"], runArguments: ["--ulimit", "nofile=9"], network: "none")
        let words = words("/usr/bin/podman", settings) { $0.labels = ["run": "r-1", "attempt": "2"] }
        #expect(words.prefix(5) == ["/usr/bin/podman", "--runtime", "runc", "run", "--rm"])
        #expect(words.joined(separator: " ").contains("--label bunsen.attempt=2 --label bunsen.run=r-1 --network=none "))
        #expect(words.suffix(10).prefix(6) == ["--ulimit", "nofile=9", "--entrypoint", "/bin/sh", "abc", "-c"])
        #expect(words.suffix(3) == ["/bin/sh", "-c", "echo 'a b'"])
    }

    @Test func `mounts are at the same place, whatever is in their names`() {
        let words = words()
        #expect(words.contains("type=bind,source=/work dir,target=/work dir"))
        #expect(words.contains(#"type=bind,"source=/a,b""c","target=/a,b""c",readonly"#))
    }

    @Test func `variables are named, and their values stay out of it`() {
        let words = words { $0.variables = ["TOKEN", "A"] }
        #expect(words.joined(separator: " ").contains("--env A --env TOKEN "))
    }

    static let users: [(String, UInt32, String)] = [
        ("/usr/bin/podman", 1000, "--userns=keep-id"), ("/usr/bin/podman", 0, "--user 0:100"),
        ("/usr/bin/docker", 1000, "--user 1000:100"), ("/usr/bin/docker", 0, "--user 0:100"),
    ]

    @Test(arguments: users)
    func `files are the job's user's`(program: String, uid: UInt32, expected: String) {
        #expect(words(program) { $0.user.uid = uid }.joined(separator: " ").contains(" \(expected) "))
    }

    static let gpus: [(String, Container.GPUs, [String])] = [
        ("/usr/bin/podman", .these([]), []),
        ("/usr/bin/podman", .these(["0", "GPU-7"]), ["--device", "nvidia.com/gpu=0", "--device", "nvidia.com/gpu=GPU-7"]),
        ("/usr/bin/podman", .all, ["--device", "nvidia.com/gpu=all"]),
        ("/usr/bin/docker", .these(["0", "2"]), ["--gpus", "\"device=0,2\""]),
        ("/usr/bin/docker", .all, ["--gpus", "all"]),
    ]

    @Test(arguments: gpus)
    func `its GPUs are the job's`(program: String, gpus: Container.GPUs, expected: [String]) {
        let plain = words(program)
        let words = words(program) { $0.gpus = gpus }
        #expect(words.count == plain.count + expected.count)
        #expect(words.filter { expected.contains($0) } == expected)
    }

    @Test func `limits are those of the run, and left out where they cannot be kept`() {
        let limited = words {
            $0.memoryMiB = 512
            $0.vcpus = 2
        }
        #expect(["--memory=512m", "--memory-swap=512m", "--cpus=2"].allSatisfy(limited.contains))
        #expect(!words().contains { $0.hasPrefix("--memory") || $0.hasPrefix("--cpus") })
    }
}
