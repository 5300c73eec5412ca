import ArgumentParser
import Foundation
import RunModel
import Settings

/// The repositories that the service runs commits of, and their forges.
struct ProjectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "project", abstract: "Set up repositories on a forge.",
        subcommands: [Add.self, List.self, Check.self, Remove.self, RotateSecret.self, Image.self])

    /// A token that may do what the project's own need not.
    struct AdminToken: ParsableArguments {
        @Option(help: ArgumentHelp("A variable with a token that may manage webhooks; used now and kept nowhere.", valueName: "variable"))
        var adminTokenEnv: String?

        var token: Secret? {
            get throws {
                try adminTokenEnv.map {
                    try SecretSource.environment($0).read(environment: ProcessInfo.processInfo.environment) { _ in [] }
                }
            }
        }
    }

    static func find(_ name: String, _ loaded: LoadedSettings) throws -> ProjectSettings {
        guard let project = loaded.settings.projects[name] else {
            throw CommandFailure(
                .usage, code: "no_project", "There is no project “\(Terminal.plain(name))”.",
                remedy: "`bunsen project list` shows those there are.")
        }
        return project
    }
}
