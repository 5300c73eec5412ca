import AsyncHTTPClient
import Engine
import Forges
import Logging
import RunModel

/// Tells runs by the forges' own APIs alone: there is no git in a function.
struct ForgeTeller: Forge {
    let store: any RunStore
    let http: ForgeHTTP
    let link: @Sendable (RunID) -> String?
    /// A project's token; nil where it has none.
    let token: @Sendable (ProjectSettings) async throws -> Secret?

    func show(_ status: CommitStatus, of run: Run, project: ProjectSettings?) async throws {
        // A sweep is told of as one.
        guard run.sweep == nil else { return }
        try await desk(project)?.show(status, of: run)
    }

    func post(_ report: Report, for run: Run, project: ProjectSettings?) async throws {
        guard run.sweep == nil else { return }
        try await desk(project)?.post(report, for: run)
    }

    func post(_ refusal: Refusal, project: ProjectSettings?) async throws { try await desk(project)?.post(refusal) }

    /// By the run that its trailer names: one that is under way may be publishing this very commit.
    func holdsResult(_ push: TakenPush) async throws -> Bool {
        if try await store.isResult(push.sha, of: push.repository) { return true }
        for line in push.message.split(whereSeparator: \.isNewline) where line.hasPrefix("Bunsen-Run:") {
            guard let id = RunID(line.dropFirst(11).split(separator: " ").joined()), let run = try await store.run(id) else { continue }
            if !run.state.isEnded || run.result?.commit == push.sha { return true }
        }
        return false
    }

    /// The job alone reads the file.
    func defaults(of run: Run, project: ProjectSettings?) async throws -> ResourceDefaults { ResourceDefaults() }

    /// There is nothing to read a file with: the job finds a misspelt parameter, and what needs git is refused.
    func source(of sweep: Sweep, project: ProjectSettings?) async throws -> SweepSource {
        if let file = sweep.options.file {
            throw SweepProblem(
                "This service is a function and has no git, so it cannot read sweeps/\(file).yaml.", "Give the values by -S in the message."
            )
        }
        if case .best? = sweep.options.branches {
            throw SweepProblem("This service is a function and has no git, so it can make no branches at the end.", "branches=all")
        }
        return SweepSource()
    }

    func branch(_ standings: [Standing], of sweep: Sweep, project: ProjectSettings?) async throws {}
    func post(_ board: Leaderboard, of sweep: Sweep, project: ProjectSettings?) async throws {
        try await desk(project)?.post(board, of: sweep)
    }

    private func desk(_ project: ProjectSettings?) async throws -> HostedDesk? {
        guard let project else { return nil }
        return HostedDesk(project, token: try await token(project), http: http, links: PageLinks(run: link))
    }
}
