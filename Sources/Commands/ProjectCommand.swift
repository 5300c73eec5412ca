import ArgumentParser
import Foundation
import RunModel
import Settings

/// The repositories that the service runs commits of, and their forges.
struct ProjectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "project", abstract: "Set up repositories on a forge.",
        subcommands: [Add.self, List.self, Check.self, Remove.self, RotateSecret.self])

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
        @Option(help: ArgumentHelp("A variable with a token that may manage webhooks; used now and kept nowhere.", valueName: "variable"))
        var adminTokenEnv: String?
        @Argument(help: "What git fetches from, without credentials.") var url: String

        func run() async throws {
            let loaded = try options.load()
            let admin = try adminTokenEnv.map {
                try SecretSource.environment($0).read(environment: ProcessInfo.processInfo.environment) { _ in [] }
            }
            var setup = ProjectSetup(loaded, project: try project(loaded.settings), adminToken: admin, isDryRun: dryRun)
            await setup.checkToken()
            try setup.makeSecret()
            await setup.makeHook()
            try setup.writeFile()
            await setup.test()
            try setup.steps.print(json: json, project: setup.project.name)
            if setup.steps.contains(where: \.isOpen) { throw Exit.failed.code }
        }

        /// The one that is there, with what the options add; else a new one, checked as a file of it would be.
        private func project(_ settings: ServiceSettings) throws -> ProjectSettings {
            guard let identity = settings.repository(url: url) else {
                throw CommandFailure(
                    .usage, code: "bad_url", "“\(Terminal.plain(url))” is no address of a repository.",
                    remedy: "As in https://github.com/owner/name.")
            }
            var project = settings.project(for: identity) ?? ProjectSettings(name: name ?? identity.shortName, url: url)
            if let forge {
                guard let kind = ForgeKind(rawValue: forge) else {
                    throw CommandFailure(
                        .usage, code: "unknown_forge", "--forge “\(Terminal.plain(forge))” is no kind of forge.",
                        remedy: "One of: \(ForgeKind.allCases.map(\.rawValue).joined(separator: ", ")).")
                }
                project.forge = kind
            }
            if let api { project.api = api }
            if let email { project.email = email }
            if let tokenFile { project.token = .file(URL(filePath: tokenFile).standardizedFileURL.path) }
            if let tokenEnv { project.token = .environment(tokenEnv) }
            // Read back: what cannot be read must not be written.
            return try SettingsLoader.parseProject(name: project.name, yaml: SettingsLoader.render(project: project), file: "the options")
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the projects.")
        @OptionGroup var options: StateOptions
        @Flag(help: "One JSON array.") var json = false

        private struct Row: Encodable {
            let name: String
            let url: String
            let forge: ForgeKind?
            let webhook: Bool
        }

        func run() async throws {
            let rows = try options.load().settings.projects.values.sorted { $0.name < $1.name }.map {
                Row(name: $0.name, url: $0.url, forge: $0.forgeKind, webhook: $0.webhook.isOpen)
            }
            if json { return try Output.json(rows) }
            let terminal = Terminal(.output)
            if rows.isEmpty { terminal.line("There is no project yet: `bunsen project add URL`, or `bunsen hook install REPO`.") }
            for row in rows {
                terminal.line("\(row.name)  \(row.url)  \(row.forge?.rawValue ?? "git alone")\(row.webhook ? ", webhook" : "")")
            }
        }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Look whether projects are set up as they should be; changes nothing.")
        @OptionGroup var options: StateOptions
        @Flag(help: "One JSON object a line.") var json = false
        @Argument(help: "The project; default: all.") var name: String?

        func run() async throws {
            let loaded = try options.load()
            let projects = try name.map { [try find($0, loaded)] } ?? loaded.settings.projects.values.sorted { $0.name < $1.name }
            var isOpen = false
            for project in projects {
                var setup = ProjectSetup(loaded, project: project, isDryRun: true)
                await setup.checkToken()
                try setup.makeSecret()
                await setup.makeHook()
                // A webhook that would have to be made is not there.
                let steps = setup.steps.map { step in
                    var step = step
                    if step.state == .planned { step.state = step.detail.hasPrefix("mend") ? .already : .todo }
                    return step
                }
                if !json { Terminal(.output).line("\(project.name)") }
                try steps.print(json: json, project: project.name)
                isOpen = isOpen || steps.contains(where: \.isOpen)
            }
            if isOpen { throw Exit.failed.code }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Take the webhook away and forget the project; its runs stay.")
        @OptionGroup var options: StateOptions
        @Flag(help: "One JSON object.") var json = false
        @Option(help: ArgumentHelp("A variable with a token that may manage webhooks.", valueName: "variable")) var adminTokenEnv: String?
        @Argument(help: "The project.") var name: String

        func run() async throws {
            let loaded = try options.load()
            let project = try find(name, loaded)
            let admin = try adminTokenEnv.map {
                try SecretSource.environment($0).read(environment: ProcessInfo.processInfo.environment) { _ in [] }
            }
            var setup = ProjectSetup(loaded, project: project, adminToken: admin)
            await setup.removeHook()
            try setup.removeFile()
            try setup.steps.print(json: json, project: name)
            if setup.steps.contains(where: \.isOpen) { throw Exit.failed.code }
        }
    }

    struct RotateSecret: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rotate-secret", abstract: "Put a new webhook secret in place of the old one.",
            discussion: "Both are valid until --finish, so that no delivery on its way is refused.")
        @OptionGroup var options: StateOptions
        @Flag(help: "One JSON object.") var json = false
        @Flag(help: "Let go of the old secret.") var finish = false
        @Option(help: ArgumentHelp("A variable with a token that may manage webhooks.", valueName: "variable")) var adminTokenEnv: String?
        @Argument(help: "The project.") var name: String

        func run() async throws {
            let loaded = try options.load()
            let project = try find(name, loaded)
            let admin = try adminTokenEnv.map {
                try SecretSource.environment($0).read(environment: ProcessInfo.processInfo.environment) { _ in [] }
            }
            var setup = ProjectSetup(loaded, project: project, adminToken: admin)
            if finish {
                try setup.finishRotation()
            } else {
                // The service must know the new secret before the forge signs with it.
                try setup.beginRotation()
                await setup.makeHook()
            }
            try setup.steps.print(json: json, project: name)
            if setup.steps.contains(where: \.isOpen) { throw Exit.failed.code }
        }
    }

    fileprivate static func find(_ name: String, _ loaded: LoadedSettings) throws -> ProjectSettings {
        guard let project = loaded.settings.projects[name] else {
            throw CommandFailure(
                .usage, code: "no_project", "There is no project “\(Terminal.plain(name))”.",
                remedy: "`bunsen project list` shows those there are.")
        }
        return project
    }
}

extension ParsableCommand {
    fileprivate func find(_ name: String, _ loaded: LoadedSettings) throws -> ProjectSettings { try ProjectCommand.find(name, loaded) }
}
