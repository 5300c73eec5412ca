package import Engine
package import RunModel

extension HandedPush {
    /// The push as the engine takes it, for the service and for a command that is its own.
    ///
    /// - Throws: ``APIError`` with status 403 where what is handed is not allowed: a project's branch that may not run, or a
    ///   clone under another repository's name, which would get that one's secrets and cache.
    package func taken(_ settings: ServiceSettings) throws(APIError) -> TakenPush {
        guard destination == .origin, let project = settings.project(for: repository) else {
            guard settings.repository(url: cloneURL) == settings.canonical(repository) else {
                throw APIError(
                    status: 403, code: "other_repository", message: "\(cloneURL.prefix(200)) is not the repository \(repository).",
                    remedy: "Run it from a clone of that repository.")
            }
            return push(cloneURL, nil)
        }
        guard project.runs(branch: branch.text) else {
            throw APIError(
                status: 403, code: "branch_not_allowed", message: "Branch \(branch) of \(project.name) may not run.",
                remedy: "Push to a branch that the project's `branches:` allow.")
        }
        return push(project.url, project)
    }

    private func push(_ url: String, _ project: ProjectSettings?) -> TakenPush {
        TakenPush(
            repository: repository, cloneURL: url, branch: branch, sha: sha, message: message, requestedBy: requestedBy,
            destination: destination, resources: resources, project: project)
    }
}
