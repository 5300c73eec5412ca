import ArgumentParser
import Foundation
import Settings

/// Where the service keeps what it owns, and where its settings are: the same for every command.
struct StateOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Where the service keeps everything it owns (also: BUNSEN_STATE).", valueName: "dir"))
    var state: String?

    @Option(help: ArgumentHelp("The service's bunsen.yaml.", valueName: "file"))
    var config: String?

    /// - Throws: `SettingsError` with everything that is wrong.
    func load(further: [SettingsOption] = [], files: SettingsFiles = .disk) throws -> LoadedSettings {
        let options = (state.map { [SettingsOption(key: "state", text: $0, name: "--state")] } ?? []) + further
        return try SettingsLoader(files: files).load(config: config, environment: ProcessInfo.processInfo.environment, options: options)
    }
}
