/// What stages find installed: the content of `environment` in `.bunsen.yaml`.
package struct EnvironmentSettings: Sendable, Hashable, Codable {
    /// Files of the repository in pip's requirements format, relative to its root.
    package var requirements: [String]
    /// The interpreter's name in PATH; nil: `python3`.
    package var python: String?

    package init(requirements: [String] = [], python: String? = nil) {
        self.requirements = requirements
        self.python = python
    }

    /// Nothing is asked for: stages run with what the machine has.
    package var isMachineOwn: Bool { requirements.isEmpty && python == nil }
}
