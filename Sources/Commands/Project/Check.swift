import ArgumentParser
import RunModel
import Settings

extension ProjectCommand {
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Look whether projects are set up as they should be; changes nothing.")
        @OptionGroup var options: StateOptions
        @Flag(help: "One JSON object a line.") var json = false
        @Argument(help: "The project; default: all.") var name: String?

        func run() async throws {
            let loaded = try options.load()
            let projects =
                try name.map { [try ProjectCommand.find($0, loaded)] } ?? loaded.settings.projects.values.sorted { $0.name < $1.name }
            var isOpen = false
            for project in projects {
                let steps = try await ProjectSetup.check(project, loaded)
                if !json { Terminal(.output).line("\(project.name)") }
                try steps.print(json: json, project: project.name)
                isOpen = isOpen || steps.contains(where: \.isOpen)
            }
            if isOpen { throw Exit.failed.code }
        }
    }
}
