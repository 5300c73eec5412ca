/// What stages find installed: the content of `environment` in `.bunsen.yaml`.
package struct EnvironmentSettings: Sendable, Hashable, Codable {
    /// Files of the repository in pip's requirements format, relative to its root.
    package var requirements: [String]
    /// The interpreter's name in PATH; nil: `python3`.
    package var python: String?
    /// A container image that stages run in, instead of a virtual environment: `NAME`, `NAME:TAG` or `NAME@sha256:…`.
    package var image: String?

    package init(requirements: [String] = [], python: String? = nil, image: String? = nil) {
        self.requirements = requirements
        self.python = python
        self.image = image
    }

    /// Nothing is asked for: stages run with what the machine has.
    package var isMachineOwn: Bool { requirements.isEmpty && python == nil && image == nil }
}
