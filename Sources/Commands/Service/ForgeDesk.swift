import AsyncHTTPClient
import Engine
import Forges
import Foundation
import RunModel

/// Each project's own way of telling: git's notes for all, and beside them the forge that the project is on.
struct ForgeDesk: Forge {
    let plain: PlainGitForge
    /// The page of a run; nil where the service has no public address.
    let link: @Sendable (RunID) -> String?
    let http = ForgeHTTP(client: Self.client)

    /// One for the process.
    private static let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: ForgeHTTP.configuration)

    func show(_ status: CommitStatus, of run: Run, project: ProjectSettings?) async throws {
        guard run.destination == .origin, let (forge, _) = try hosted(project) else { return }
        try await forge.show(linked(status, run.id), on: run.request.sha, branch: run.branches.first)
    }

    func post(_ report: Report, for run: Run, project: ProjectSettings?) async throws {
        // Each is tried whatever becomes of the other; the outbox comes again until both have it.
        var trouble: (any Error)?
        do { try await plain.post(report, for: run, project: project) } catch { trouble = error }
        if run.destination == .origin, let (forge, kind) = try hosted(project) {
            try await forge.show(linked(CommitStatus(of: run), run.id), on: run.request.sha, branch: run.branches.first)
            let markdown = ReportMarkdown(dialect: MarkdownDialect(kind), link: link(run.id))
            _ = try await forge.put(
                report: { markdown.text(report, limit: $0) }, run: run.id, on: run.request.sha, branches: run.branches)
        }
        if let trouble { throw trouble }
    }

    func post(_ refusal: Refusal, project: ProjectSettings?) async throws {
        var trouble: (any Error)?
        do { try await plain.post(refusal, project: project) } catch { trouble = error }
        if let (forge, kind) = try hosted(project) {
            let count = refusal.diagnostics.count
            let words = count == 1 ? refusal.diagnostics[0].message : "\(count) mistakes in the directives"
            try await forge.show(
                CommitStatus(state: .failure, description: words, link: nil), on: refusal.sha, branch: refusal.branch)
            _ = try await forge.put(
                refusal: { ReportMarkdown.mistakes(refusal.diagnostics, in: refusal.sha, dialect: MarkdownDialect(kind), limit: $0) },
                on: refusal.sha, branches: [refusal.branch])
        }
        if let trouble { throw trouble }
    }

    func holdsResult(_ sha: CommitSHA, cloneURL: String, project: ProjectSettings?) async throws -> Bool {
        try await plain.holdsResult(sha, cloneURL: cloneURL, project: project)
    }

    func defaults(of run: Run, project: ProjectSettings?) async throws -> ResourceDefaults {
        try await plain.defaults(of: run, project: project)
    }

    private func linked(_ status: CommitStatus, _ run: RunID) -> CommitStatus {
        var status = status
        status.link = link(run)
        return status
    }

    private func hosted(_ project: ProjectSettings?) throws -> (HostedForge, ForgeKind)? {
        guard let project, let kind = project.forgeKind, let forge = try Self.forge(project, http: http) else { return nil }
        return (forge, kind)
    }

    /// Nil where git is all there is: no forge, one that nothing is written to, or no token for it.
    ///
    /// - Parameter token: in place of the project's own.
    private static func forge(_ project: ProjectSettings, token: Secret? = nil, http: ForgeHTTP) throws -> HostedForge? {
        guard let kind = project.forgeKind, let host = project.host, let path = project.forgePath,
            let token = try token ?? project.token.map(HookGates.read),
            let credential = ForgeCredential(kind: kind, token: token, email: project.email)
        else { return nil }
        return HostedForge(kind: kind, api: project.api, host: host, path: path, credential: credential, http: http)
    }

    /// What sets a project up on its forge; nil where nothing can be.
    static func setup(_ project: ProjectSettings, token: Secret? = nil) throws -> (any ForgeSetup)? {
        try forge(project, token: token, http: ForgeHTTP(client: client))?.setup
    }
}
