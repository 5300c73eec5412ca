package import RunModel

/// One branch of a push, ready to be considered: authentic, of a configured repository, with its head's message.
package struct TakenPush: Sendable {
    package var repository: RepositoryName
    package var cloneURL: String
    package var branch: BranchName
    package var sha: CommitSHA
    package var message: String
    package var requestedBy: String?
    package var destination: Run.Destination
    /// What `.bunsen.yaml` at the commit asks for where the message does not say; nil: the file has not been read yet.
    package var resources: ResourceDefaults?
    package var project: ProjectSettings?

    package init(
        repository: RepositoryName, cloneURL: String, branch: BranchName, sha: CommitSHA, message: String,
        requestedBy: String? = nil, destination: Run.Destination = .origin,
        resources: ResourceDefaults? = ResourceDefaults(), project: ProjectSettings? = nil
    ) {
        self.repository = repository
        self.cloneURL = cloneURL
        self.branch = branch
        self.sha = sha
        self.message = message
        self.requestedBy = requestedBy
        self.destination = destination
        self.resources = resources
        self.project = project
    }
}

/// What became of a push.
package enum TakeAnswer: Sendable, Equatable {
    case taken(Run, known: Bool)
    case sweep(Sweep, known: Bool)
    /// The commit asks for nothing.
    case nothing
    /// A result of ours: never a trigger.
    case result
    /// Nothing was started; said on the commit.
    case mistakes([Diagnostic])
}
