import ArgumentParser

/// The command line; one file a subcommand.
struct Bunsen: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bunsen", abstract: "Run a pushed commit's DVC pipeline, and bring the result back as a commit.",
        discussion: """
            Exit codes: 0 succeeded or cached · 1 the run failed, was cancelled or superseded · 2 usage, configuration or \
            mistakes in the directives · 3 refused · 75 stopped, can be resumed.
            """,
        version: BunsenVersion.text,
        subcommands: [
            InitCommand.self, PlanCommand.self, RunCommand.self, ReproduceCommand.self, SweepCommand.self, SubmitCommand.self,
            ResultsCommand.self, CompareCommand.self, ServeCommand.self, RunsCommand.self,
            HookCommand.self,
            ProjectCommand.self, DeployCommand.self,
            GCCommand.self, MessagesCommand.self, DoctorCommand.self, DirectivesCommand.self, DeliveryCommand.self, JobCommand.self,
        ])
}

/// What the executable calls: it needs no ArgumentParser of its own for that.
package func startBunsen() async {
    do {
        var command = try Bunsen.parseAsRoot()
        if var command = command as? any AsyncParsableCommand {
            try await command.run()
        } else {
            try command.run()
        }
    } catch {
        Ending.end(error, arguments: CommandLine.arguments)
    }
}
