import RunModel
import Settings

/// `.bunsen.yaml` at the pushed commit.
enum RepositoryFile {
    static func read(_ bytes: [UInt8]) throws -> RepositorySettings {
        do {
            return try SettingsLoader.parseRepositoryFile(yaml: bytes)
        } catch {
            throw Failure(
                .misconfigured, "The commit's settings cannot be used: \(error)",
                remedy: "Mend .bunsen.yaml as said, and push again.")
        }
    }
}
