/// One job queue of AWS Batch, as an executor.
package struct BatchSettings: Sendable, Hashable, Codable {
    /// A name or an ARN.
    package var queue = ""
    /// Nil: what AWS's own environment and profile say.
    package var region: String?
    /// The job definition of a repository. `{environment}` and `{repo}` stand for ``environment`` and the last part of the
    /// repository's path; a project may name another one.
    package var definition = "acme-{environment}-ml-{repo}"
    package var environment = "production"
    /// Where jobs keep their clones, in the container.
    package var work = "/tmp/bunsen"
    /// Where the host's directory of content caches is mounted in the container.
    package var cache = "/dvc-cache"
    /// How often Batch itself starts a job again whose machine was taken away, the first time counted: 1 to 10.
    package var attempts = 3
    /// Where a queue has a scheduling policy: whose share a job counts for; nil: the repository's name.
    package var share: String?

    package init() {}

    /// The job definition of a repository's jobs: `name`, `name:revision` or an ARN.
    package func definition(of repository: RepositoryName, _ project: ProjectSettings?) -> String {
        if let own = project?.jobDefinition { return own }
        return definition.replacing("{environment}", with: environment).replacing("{repo}", with: repository.shortName)
    }
}
