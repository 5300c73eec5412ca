import AsyncHTTPClient
import Engine
import Forges
import Foundation
import RunModel

/// Each project's own way of telling: git's notes for all, and beside them the forge that the project is on.
struct ForgeDesk: Forge {
    let plain: PlainGitForge
    let links: PageLinks
    let http = ForgeHTTP(client: Self.client)

    /// One for the process.
    private static let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: ForgeHTTP.configuration)

    func show(_ status: CommitStatus, of run: Run, project: ProjectSettings?) async throws {
        guard run.destination == .origin, let desk = try desk(project) else { return }
        try await desk.show(status, of: run)
    }

    func post(_ report: Report, for run: Run, project: ProjectSettings?) async throws {
        // Each is tried whatever becomes of the other; the outbox comes again until both have it.
        var trouble: (any Error)?
        do { try await plain.post(report, for: run, project: project) } catch { trouble = error }
        // A sweep is told of as one.
        if run.destination == .origin, run.sweep == nil, let desk = try desk(project) { try await desk.post(report, for: run) }
        if let trouble { throw trouble }
    }

    func source(of sweep: Sweep, project: ProjectSettings?) async throws -> SweepSource {
        try await plain.source(of: sweep, project: project)
    }

    func branch(_ standings: [Standing], of sweep: Sweep, project: ProjectSettings?) async throws {
        try await plain.branch(standings, of: sweep, project: project)
    }

    func post(_ board: Leaderboard, of sweep: Sweep, project: ProjectSettings?) async throws {
        var trouble: (any Error)?
        do { try await plain.post(board, of: sweep, project: project) } catch { trouble = error }
        if sweep.destination == .origin, let desk = try desk(project) { try await desk.post(board, of: sweep) }
        if let trouble { throw trouble }
    }

    func post(_ refusal: Refusal, project: ProjectSettings?) async throws {
        var trouble: (any Error)?
        do { try await plain.post(refusal, project: project) } catch { trouble = error }
        if let desk = try desk(project) { try await desk.post(refusal) }
        if let trouble { throw trouble }
    }

    func holdsResult(_ push: TakenPush) async throws -> Bool { try await plain.holdsResult(push) }

    func defaults(of run: Run, project: ProjectSettings?) async throws -> ResourceDefaults {
        try await plain.defaults(of: run, project: project)
    }

    private func desk(_ project: ProjectSettings?) throws -> HostedDesk? {
        guard let project else { return nil }
        return HostedDesk(project, token: try project.token.map(HookGates.read), http: http, links: links)
    }

    /// What sets a project up on its forge; nil where nothing can be.
    static func setup(_ project: ProjectSettings, token: Secret? = nil) throws -> (any ForgeSetup)? {
        HostedForge(project, token: try token ?? project.token.map(HookGates.read), http: ForgeHTTP(client: client))?.setup
    }
}
