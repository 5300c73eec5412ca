import ArgumentParser
import Deployment
import Foundation
import RunModel
import Settings

extension ProjectCommand {
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Set a repository up: check the token, make the secret and the webhook, write the project's file.",
            discussion: """
                Safe to call again: what is done already stays. What needs a hand is printed, with where to click. With --aws, for a \
                deployment on AWS: the repository's stack in place of a file, and the token in a secret of it.
                """)

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
        @Flag(help: "For a deployment on AWS, which the further options name.") var aws = false
        @OptionGroup var deploy: DeployOptions
        @OptionGroup var template: TemplateOptions
        @Argument(help: "What git fetches from, without credentials.") var url: String

        func run() async throws {
            let loaded = try options.load()
            if aws { return try await runDeployed(try project(loaded.settings)) }
            var setup = ProjectSetup(loaded, project: try project(loaded.settings), adminToken: try admin.token, isDryRun: dryRun)
            await setup.checkToken()
            try setup.makeSecret()
            await setup.makeHook()
            try setup.writeFile()
            await setup.test()
            try setup.finish(json: json)
        }

        private func runDeployed(_ project: ProjectSettings) async throws {
            guard !dryRun else {
                throw CommandFailure(
                    .usage, code: "no_dry_run", "--dry-run is not for --aws.", remedy: "`bunsen deploy status` changes nothing.")
            }
            let set = try template.set()
            let overrides = try Overrides(template.parameters, for: set.template(TemplateSet.project), own: Overrides.project)
            let printer = NewsPrinter(json: false)
            let isQuiet = json
            let deployment = try await deploy.deployment { if !isQuiet { printer.tell($0) } }
            var deployed = DeployedProject(deployment, try deploy.aws.client(), project: project, adminToken: try admin.token)
            try await deployed.makeStack(set, overrides)
            try await deployed.putToken()
            try await deployed.makeHook()
            try await deployed.look(atImage: overrides.values["ImageTag"] ?? "prod")
            try deployed.steps.print(json: json, project: project.name)
            if deployed.steps.contains(where: \.isOpen) { throw Exit.failed.code }
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
