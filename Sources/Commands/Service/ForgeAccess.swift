import Foundation
import Git
import LocalExecutor
import RunModel

/// git with a project's token, for the service's own look at its repository.
enum ForgeAccess {
    static func git(_ project: ProjectSettings?, directory: String?, deadline: Duration = .seconds(60)) throws -> Git {
        var git = Git(directory: directory, deadline: deadline, configuration: ["safe.directory=*"])
        if let project, let source = project.token, let scope = CredentialScopes.scope(of: project) {
            let token = try source.read(environment: ProcessInfo.processInfo.environment) { path in
                Array(try Data(contentsOf: URL(filePath: path)))
            }
            git.credential = GitCredential(scope: scope, token: token)
        }
        return git
    }

    /// A bare repository of the service's own, made where it is missing.
    static func repository(_ path: String) async throws -> String {
        if !FileManager.default.fileExists(atPath: "\(path)/HEAD") {
            try await Git().run("init", "--quiet", "--bare", path)
        }
        return path
    }
}
