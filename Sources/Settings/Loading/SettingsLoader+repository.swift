package import RunModel
import Yams

extension SettingsLoader {
    /// What is read of a pushed `.bunsen.yaml`, in bytes.
    package static let repositoryFileLimit = 64 << 10

    /// Reads the content of `.bunsen.yaml` at the pushed commit. An empty file gives the defaults.
    /// - Parameter file: what messages call it.
    package static func parseRepositoryFile(
        yaml: [UInt8], file: String = ".bunsen.yaml"
    ) throws(SettingsError) -> RepositorySettings {
        var settings = RepositorySettings()
        guard let root = try YAMLText.root(of: yaml, limit: repositoryFileLimit, file: file) else { return settings }
        let schema = Schema<RepositorySettings>.repository
        var reading = Reading(file: file, paths: PathRules())
        reading.foreign = Schema<RepositorySettings>.operatorKeys
        reading.allKeys = schema.rows(fresh: settings).map(\.key)
        schema.read(root, at: "", into: &settings, &reading)
        if settings.environment.image != nil, settings.environment != EnvironmentSettings(image: settings.environment.image) {
            reading.refuse(
                .badValue, at: root["environment"]?["image"], key: "environment.image",
                "an image brings its own packages: take out `requirements` and `python`, or it",
                allowed: "image, or requirements and python")
        }
        guard reading.issues.isEmpty else { throw SettingsError(issues: reading.issues) }
        return settings
    }

    package static func parseRepositoryFile(
        yaml: String, file: String = ".bunsen.yaml"
    ) throws(SettingsError) -> RepositorySettings {
        try parseRepositoryFile(yaml: Array(yaml.utf8), file: file)
    }
}
