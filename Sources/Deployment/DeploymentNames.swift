/// What the parts of a deployment are called; everything follows from prefix and environment.
package struct DeploymentNames: Sendable, Equatable {
    package static let environments = ["development", "staging", "testing", "production"]

    package let prefix: String
    package let environment: String

    /// - Throws: ``DeploymentError`` where templates would refuse them.
    package init(prefix: String, environment: String) throws(DeploymentError) {
        guard Self.environments.contains(environment) else {
            throw DeploymentError(
                .usage, code: "unknown_environment", "“\(environment)” is no environment of a deployment.",
                remedy: "One of: \(Self.environments.joined(separator: ", ")).")
        }
        guard prefix.wholeMatch(of: /[a-z][a-z0-9-]{0,11}/) != nil else {
            throw DeploymentError(
                .usage, code: "bad_prefix", "“\(prefix)” cannot be what names begin with.",
                remedy: "At most 12 of a-z, 0-9 and -, with a letter first.")
        }
        self.prefix = prefix
        self.environment = environment
    }

    /// The stack of `bunsen.yaml`.
    package var root: String { "\(prefix)-\(environment)" }
    /// The stack of `artefacts.yaml`.
    package var artefacts: String { "\(root)-artefacts" }
    /// The stack of a repository's part. Names of stacks have no `_`, which the repository's may have.
    package func project(_ repository: String) -> String { "\(root)-\(repository.replacing("_", with: "-"))" }

    /// The bucket that templates and function are read from.
    package func bucket(account: String, region: String) -> String { "\(root)-bunsen-\(account)-\(region)" }
    /// The bucket that `remotes.yaml` makes.
    package func remotes(account: String, region: String) -> String { "\(root)-dvc-\(account)-\(region)" }
    package var jobLogs: String { "/aws/batch/\(root)" }

    /// A repository's ECR repository.
    package func images(_ repository: String) -> String { "\(prefix)/\(repository)" }
    package func token(_ repository: String) -> String { "\(prefix)/\(environment)/\(repository)/token" }
    package func hook(_ repository: String) -> String { "\(prefix)/\(environment)/\(repository)/hook" }
}
