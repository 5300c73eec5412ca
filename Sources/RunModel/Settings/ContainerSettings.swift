/// How stages are run in a container image: the operator's part, none of which a pushed file may change.
package struct ContainerSettings: Sendable, Hashable, Codable {
    /// podman or docker: a name in PATH, or a path; nil: podman, or docker where that is not installed.
    package var engine: String?
    /// Before the engine's own command, such as `--runtime`, `runc`.
    package var engineArguments: [String]
    /// After `run`, such as `--ulimit`, `nofile=1024`.
    package var runArguments: [String]
    /// What the engine takes after `--network=`.
    package var network: String
    /// The images that commits may choose, as `.bunsen.yaml` names them.
    package var images: [Glob]

    package init(
        engine: String? = nil, engineArguments: [String] = [], runArguments: [String] = [], network: String = "host",
        images: [Glob] = [.all]
    ) {
        self.engine = engine
        self.engineArguments = engineArguments
        self.runArguments = runArguments
        self.network = network
        self.images = images
    }
}
