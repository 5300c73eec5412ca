import Foundation
import Glibc
import Job
import RunModel
import Web

/// What the stages of a run were given, for a shell to have it too.
struct GivenEnvironment: Sendable {
    private let work: KeptWork
    private let kept: KeptEnvironment?
    private let engine: ContainerEngine?
    /// Nobody collects the virtual environment meanwhile.
    private let lock: DirectoryLock?

    /// - Throws: ``CommandFailure`` where it is not here any more.
    init(_ work: KeptWork, _ settings: ServiceSettings) throws {
        self.work = work
        kept = work.environment
        var engine: ContainerEngine?
        var lock: DirectoryLock?
        if kept?.image != nil {
            let searchPath = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
            do {
                engine = try ContainerEngine.find(settings.containers, searchPath: searchPath)
            } catch {
                throw CommandFailure.of(error)
            }
        } else if let path = kept?.virtualEnvironment {
            lock = try DirectoryLock.use(URL(filePath: path).deletingLastPathComponent().path)
            guard lock != nil, FileManager.default.fileExists(atPath: "\(path)/bin") else {
                throw CommandFailure(
                    .failed, code: "environment_gone", "The virtual environment of \(work.run.id) is not here any more.",
                    remedy: "bunsen runs retry \(work.run.id) builds it anew; the work directory is \(work.clone)")
            }
        }
        self.engine = engine
        self.lock = lock
    }

    func handDown() { lock?.handDown() }

    /// The environment of the shell itself.
    func activated(_ environment: [String: String]) -> [String: String] {
        var environment = environment
        if let path = kept?.virtualEnvironment {
            PreparedEnvironment.activate(path, in: &environment, searchPath: environment["PATH"] ?? "/usr/bin:/bin")
        }
        return environment
    }

    /// The command line of a container, to be given the terminal; empty where the person's own shell does.
    /// - Parameter variables: names of those that it is to have.
    func words(_ variables: [String]) -> [String] {
        guard let engine, let image = kept?.image else { return [] }
        var container = Container(
            name: "bunsen-open-\(work.run.id)-\(getpid())", image: image.id,
            user: Container.User(uid: geteuid(), gid: getegid()), argv: ["/bin/sh"], directory: work.clone,
            mounts: [Container.Mount(work.open), Container.Mount(work.git, isReadOnly: true)])
        container.labels = ["run": work.run.id.text]
        container.variables = variables + ["TERM"]
        container.isInteractive = true
        if container.user.uid != 0 { container.home = "\(work.open)/home" }
        return engine.words(for: container)
    }
}
