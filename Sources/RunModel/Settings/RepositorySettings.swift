/// What a pusher may choose: the content of `.bunsen.yaml` at the pushed commit.
package struct RepositorySettings: Sendable, Hashable, Codable {
    package var commands: CommandSettings
    package var report: ReportSettings
    /// The DVC project's directory, relative to the repository's root, with `/` between its parts and none at the end;
    /// nil: the root. Free of `..`; that no link leads out of the repository is for the job to see.
    package var dvcRoot: String?
    package var environment: EnvironmentSettings
    package var checkpoints = CheckpointSettings()
    package var resources: ResourceDefaults

    package init(
        commands: CommandSettings = CommandSettings(), report: ReportSettings = ReportSettings(),
        dvcRoot: String? = nil, environment: EnvironmentSettings = EnvironmentSettings(), resources: ResourceDefaults = ResourceDefaults()
    ) {
        self.commands = commands
        self.report = report
        self.dvcRoot = dvcRoot
        self.environment = environment
        self.resources = resources
    }
}
