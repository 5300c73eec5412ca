import Engine
import Foundation
import Git
import Logging
import RunModel
import ServiceLifecycle

/// Finds pushes of which nobody told: looks at each project's branches from time to time. The first look at a repository
/// is a baseline and starts nothing.
struct Poller: Service {
    let state: StateDirectory
    let live: LiveSettings
    let store: any RunStore
    let engine: Engine
    let now: @Sendable () -> Date
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                let settings = live.current
                if settings.poll.enabled { await lookAtAll() }
                // Spread, so that many services do not ask one host at once.
                let pause = Double(settings.poll.everySeconds) * Double.random(in: 0.8...1.2)
                guard (try? await Task.sleep(for: .seconds(max(1, pause)))) != nil else { return }
            }
        }
    }

    func lookAtAll() async {
        live.refresh()
        for project in live.current.projects.values.sorted(by: { $0.name < $1.name }) where project.poll {
            do {
                try await look(at: project)
            } catch {
                logger.warning("a repository could not be looked at", metadata: ["project": "\(project.name)", "error": "\(error)"])
            }
        }
    }

    private func look(at project: ProjectSettings) async throws {
        guard let name = project.identity.map({ live.current.canonical($0) }) else { return }
        let git = try ForgeAccess.git(project, directory: try await ForgeAccess.repository("\(state.repositories)/heads.git"))
        var heads: [BranchName: CommitSHA] = [:]
        for (ref, sha) in try await git.remoteRefs(["refs/heads/*"], at: project.url) {
            guard let branch = BranchName(ref: ref) else { continue }
            heads[branch] = sha
        }
        guard let known = try await store.heads(of: name) else {
            try await store.setHeads(heads, of: name)
            logger.info("first look at a repository: what is there starts nothing", metadata: ["project": "\(project.name)"])
            return
        }
        for (branch, sha) in heads.sorted(by: { $0.key.text < $1.key.text }) where known[branch] != sha && project.runs(branch: branch.text)
        {
            do {
                try await consider(branch, sha, of: name, project)
            } catch {
                logger.warning("a head could not be looked at", metadata: ["branch": "\(branch)", "error": "\(error)"])
                // Seen again at the next look.
                heads[branch] = known[branch]
            }
        }
        if heads != known { try await store.setHeads(heads, of: name) }
    }

    private func consider(_ branch: BranchName, _ sha: CommitSHA, of name: RepositoryName, _ project: ProjectSettings) async throws {
        if try await store.isResult(sha, of: name) { return }
        let commit = try await HeadCommit.read(sha, of: branch, in: project, state, deadline: .seconds(60))
        guard now().timeIntervalSince(commit.committedAt) <= Double(live.current.poll.maxAgeSeconds) else { return }
        let answer = try await engine.take(
            TakenPush(
                repository: name, cloneURL: project.url, branch: branch, sha: sha, message: commit.text, requestedBy: commit.author,
                resources: commit.resources, project: project))
        if case .taken(let run, known: false) = answer {
            logger.notice("found a push that nobody told of", metadata: ["run": "\(run.id)", "branch": "\(branch)"])
        } else if case .sweep(let sweep, known: false) = answer {
            logger.notice("found a push that nobody told of", metadata: ["sweep": "\(sweep.id)", "branch": "\(branch)"])
        }
    }
}
