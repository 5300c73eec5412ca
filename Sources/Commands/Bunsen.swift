import ArgumentParser

/// The command line; one file a subcommand.
struct Bunsen: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bunsen", abstract: "Run a pushed commit's DVC pipeline, and bring the result back as a commit.",
        subcommands: [DirectivesCommand.self, JobCommand.self])
}

/// What the executable calls: it needs no ArgumentParser of its own for that.
package func startBunsen() async {
    await Bunsen.main()
}
