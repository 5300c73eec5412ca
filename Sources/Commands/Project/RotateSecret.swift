import ArgumentParser
import RunModel
import Settings

extension ProjectCommand {
    struct RotateSecret: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rotate-secret", abstract: "Put a new webhook secret in place of the old one.",
            discussion: "Both are valid until --finish, so that no delivery on its way is refused.")
        @OptionGroup var options: StateOptions
        @Flag(help: "One JSON object.") var json = false
        @Flag(help: "Let go of the old secret.") var finish = false
        @OptionGroup var admin: AdminToken
        @Argument(help: "The project.") var name: String

        func run() async throws {
            let loaded = try options.load()
            let project = try ProjectCommand.find(name, loaded)
            var setup = ProjectSetup(loaded, project: project, adminToken: try admin.token)
            if finish {
                try setup.finishRotation()
            } else {
                // The service must know the new secret before the forge signs with it.
                try setup.beginRotation()
                await setup.makeHook()
            }
            try setup.finish(json: json)
        }
    }
}
