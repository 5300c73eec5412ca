import DVC
import Foundation
import Git
import Job
import LocalExecutor
import RunModel

/// A checkout of one commit of a clone, for as long as it is looked at; the clone itself is not touched.
struct PlanCheckout: Sendable {
    let commit: CloneCommit
    /// The clone's work tree.
    let top: String
    let settings: ServiceSettings

    func plan(_ directives: Directives) async throws -> (plan: DVCPlan, command: [String]?) {
        let scratch = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
            .appending(path: "bunsen-plan-\(UUID().uuidString.prefix(8).lowercased())").path
        try FileManager.default.createDirectory(
            atPath: scratch, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        let clone = "\(scratch)/clone"
        // What is copied is only the commit's files: the objects stay where they are.
        try await Git().run("clone", "--quiet", "--shared", "--no-checkout", "--", top, clone)
        try await Git(directory: clone).run("checkout", "--quiet", "--detach", commit.sha.text)
        let file = FileManager.default.contents(atPath: "\(clone)/.bunsen.yaml")
        let pushed = try file.map { try RepositoryFile.read(Array($0)) } ?? RepositorySettings()
        let project = try DVCProjectDirectory.find(pushed.dvcRoot, in: clone)
        let commands = try await RepositoryCommands.find(
            pushed.commands, environment: ProcessInfo.processInfo.environment, at: commit.sha, in: Git(directory: clone))
        // Only looked into: what is there tells what a job would find.
        try ContentCache(directory: cache ?? "\(scratch)/cache").write(toProjectAt: project)
        let arguments = DVCArguments(directives.dvcArgs, experiment: directives.experiment).reproArguments
        return (try await ask(directives, project: project, scratch: scratch), commands.argv(with: arguments))
    }

    /// The service's cache of this repository, where there is one and this user may read it.
    private var cache: String? {
        let path = "\(settings.state)/cache/\(CacheName.of(commit.repository))"
        return FileManager.default.isReadableFile(atPath: path) ? path : nil
    }

    private func ask(_ directives: Directives, project: String, scratch: String) async throws -> DVCPlan {
        let environment = ProcessInfo.processInfo.environment
        let program = try DVCProgram.find(settings.dvc, searchPath: environment["PATH"] ?? "/usr/bin:/bin")
        let arguments = DVCArguments(directives.dvcArgs, experiment: directives.experiment)
        let launch = DVCLaunch(
            program: program, files: "\(scratch)/driver", wrapper: [], environment: environment,
            nonce: UUID().uuidString.lowercased())
        return try await DVCSession.run(launch, events: { _ in }) { session in
            if !arguments.setParams.isEmpty { _ = try await session.apply(parameters: arguments.setParams, in: project) }
            return try await session.plan(
                arguments: arguments.reproArguments, experiment: false, remote: true, in: project, reply: "\(scratch)/plan.json")
        }
    }
}
