import ArgumentParser
import Foundation
import RunModel
import Settings

extension ProjectCommand {
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Set a repository up: check the token, make the secret and the webhook, write the project's file.",
            discussion: "Safe to call again: what is done already stays. What needs a hand is printed, with where to click.")

        @OptionGroup var options: StateOptions
        @Flag(help: "One JSON object.") var json = false
        @Flag(help: "Only say what would be done.") var dryRun = false
        @Option(help: "What the project is called; default: the repository's own name.") var name: String?
        @Option(help: "What kind of forge it is on, where the host does not say.") var forge: String?
        @Option(help: ArgumentHelp("Where the forge's API is, if not where such a forge has it.", valueName: "url")) var api: String?
        @Option(help: ArgumentHelp("The file that holds the forge token.", valueName: "file")) var tokenFile: String?
        @Option(help: ArgumentHelp("The service's variable that holds it.", valueName: "variable")) var tokenEnv: String?
        @Option(help: "Bitbucket: the e-mail address that an API token belongs to.") var email: String?
        @OptionGroup var admin: AdminToken
        @Argument(help: "What git fetches from, without credentials.") var url: String

        func run() async throws {
            let loaded = try options.load()
            var setup = ProjectSetup(loaded, project: try project(loaded.settings), adminToken: try admin.token, isDryRun: dryRun)
            await setup.checkToken()
            try setup.makeSecret()
            await setup.makeHook()
            try setup.writeFile()
            await setup.test()
            try setup.finish(json: json)
        }

        /// The one that is there, with what the options add; else a new one, checked as a file of it would be.
        private func project(_ settings: ServiceSettings) throws -> ProjectSettings {
            guard let identity = settings.repository(url: url) else {
                throw CommandFailure(
                    .usage, code: "bad_url", "“\(Terminal.plain(url))” is no address of a repository.",
                    remedy: "As in https://github.com/owner/name.")
            }
            var project = settings.project(for: identity) ?? ProjectSettings(name: name ?? identity.shortName, url: url)
            if let forge { project.forge = try ForgeKind.option(forge) }
            if let api { project.api = api }
            if let email { project.email = email }
            if let tokenFile { project.token = .file(URL(filePath: tokenFile).standardizedFileURL.path) }
            if let tokenEnv { project.token = .environment(tokenEnv) }
            // Read back: what cannot be read must not be written.
            return try SettingsLoader.parseProject(name: project.name, yaml: SettingsLoader.render(project: project), file: "the options")
        }
    }
}
