import ArgumentParser

extension ProjectCommand {
    /// A project's image for jobs on AWS.
    struct Image: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Build a project's image, push it to ECR, and make it the one that jobs run in.",
            discussion: """
                A build is tagged dev-COMMIT; jobs run what is tagged prod. Called in a clone of the project. Needs docker or podman, \
                but for promote; where there is neither, it says what to call on a machine that has one.
                """,
            subcommands: [Build.self, Push.self, Promote.self])
    }
}
