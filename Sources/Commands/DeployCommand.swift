import ArgumentParser

/// The serverless service in an account of AWS.
struct DeployCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deploy", abstract: "Deploy the service as one function to AWS, and look at it, change it and remove it.",
        discussion: """
            The templates come with the program; the function's package is what `make dist` makes. Parameters that are not named keep \
            their values. docs/guide/aws-deploy.md has the way from an empty account to the first result.
            """,
        subcommands: [Validate.self, Up.self, Diff.self, Status.self, Down.self])
}
