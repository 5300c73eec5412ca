import ArgumentParser
import RunModel
import Settings

extension ProjectCommand {
    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Take the webhook away and forget the project; its runs stay.")
        @OptionGroup var options: StateOptions
        @Flag(help: "One JSON object.") var json = false
        @OptionGroup var admin: AdminToken
        @Argument(help: "The project.") var name: String

        func run() async throws {
            let loaded = try options.load()
            let project = try ProjectCommand.find(name, loaded)
            var setup = ProjectSetup(loaded, project: project, adminToken: try admin.token)
            await setup.removeHook()
            try setup.removeFile()
            try setup.finish(json: json)
        }
    }
}
