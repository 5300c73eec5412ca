package import RunModel

/// Settings, and what came to light while they were read.
package struct LoadedSettings: Sendable, Equatable {
    package let settings: ServiceSettings
    /// What works but is unwise; to be logged at every start.
    package let warnings: [SettingsIssue]
    /// The configuration file that was read; nil if there is none.
    package let file: String?
    /// Where project files belong beside the configuration; nil if no place for one is known.
    package let projectsDirectory: String?

    /// Where the configuration lies, which is nobody's to read but the service's.
    package var places: [String] { [file, projectsDirectory].compactMap(\.self) }
}
