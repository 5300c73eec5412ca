import FoundationEssentials
import Git
import RunModel

/// git for a job, in Bunsen's own repository and never in the stages' (``WorkPlaces``).
struct JobGit: Sendable {
    let local: Git
    /// With the forge token, where there is one.
    let remote: Git
    private let spec: JobSpec

    init(_ spec: JobSpec, _ places: WorkPlaces, token: Secret?) {
        self.spec = spec
        let credential = spec.credential.flatMap { scope in token.map { GitCredential(scope: scope, token: $0) } }
        let variables = ["GIT_DIR": places.git, "GIT_WORK_TREE": places.clone, "GIT_INDEX_FILE": places.index]
        local = Git(directory: places.clone, environment: variables)
        remote = Git(
            directory: places.clone, credential: credential, configuration: GitRewriting(spec).configuration, environment: variables)
    }

    /// `.bunsen.yaml`, and which commands of its own the repository has. Read from the commit: what lies beside the stages may by
    /// now be a link to anything.
    func settings(_ surroundings: JobSurroundings) async throws -> (RepositorySettings, RepositoryCommands) {
        let file = try await local.attempt("cat-file", "blob", "\(spec.request.sha):.bunsen.yaml")
        let settings = file.status == 0 ? try surroundings.readRepositoryFile(Array(file.standardOutput.utf8)) : RepositorySettings()
        let commands = try await RepositoryCommands.find(
            settings.commands, environment: surroundings.environment, at: spec.request.sha, in: local)
        return (settings, commands)
    }
}
