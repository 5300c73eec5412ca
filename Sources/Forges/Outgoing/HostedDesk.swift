package import Engine
package import RunModel

/// Tells of runs on the forge that a project is on: statuses, reports, mistakes.
package struct HostedDesk: Sendable {
    private let forge: HostedForge
    private let kind: ForgeKind
    private let links: PageLinks

    /// Nil where git is all there is: no forge, one that nothing is written to, or no token for it.
    package init?(_ project: ProjectSettings, token: Secret?, http: ForgeHTTP, links: PageLinks) {
        guard let kind = project.forgeKind, let forge = HostedForge(project, token: token, http: http) else { return nil }
        self.forge = forge
        self.kind = kind
        self.links = links
    }

    /// - Throws: ``ForgeError``, `CancellationError`.
    package func show(_ status: CommitStatus, of run: Run) async throws {
        var status = status
        status.link = links.run(run.id)
        try await forge.show(status, on: run.request.sha, branch: run.branches.first)
    }

    /// - Throws: ``ForgeError``, `CancellationError`.
    package func post(_ report: Report, for run: Run) async throws {
        try await show(CommitStatus(of: run), of: run)
        let markdown = ReportMarkdown(dialect: MarkdownDialect(kind), link: links.run(run.id))
        _ = try await forge.put(
            report: { markdown.text(report, limit: $0) }, mark: run.id.text, on: run.request.sha, branches: run.branches)
    }

    /// - Throws: ``ForgeError``, `CancellationError`.
    package func post(_ board: Leaderboard, of sweep: Sweep) async throws {
        var status = CommitStatus(of: board)
        status.link = links.sweep(sweep.id)
        try await forge.show(status, on: sweep.sha, branch: sweep.branches.first)
        let markdown = LeaderboardMarkdown(dialect: MarkdownDialect(kind), link: links.sweep(sweep.id))
        _ = try await forge.put(
            report: { markdown.text(board, of: sweep, limit: $0) }, mark: sweep.id.text, on: sweep.sha, branches: sweep.branches)
    }

    /// - Throws: ``ForgeError``, `CancellationError`.
    package func post(_ refusal: Refusal) async throws {
        let count = refusal.diagnostics.count
        let words = count == 1 ? refusal.diagnostics[0].message : "\(count) mistakes in the directives"
        try await forge.show(CommitStatus(state: .failure, description: words, link: nil), on: refusal.sha, branch: refusal.branch)
        _ = try await forge.put(
            refusal: { ReportMarkdown.mistakes(refusal.diagnostics, in: refusal.sha, dialect: MarkdownDialect(kind), limit: $0) },
            on: refusal.sha, branches: [refusal.branch])
    }
}

extension HostedForge {
    /// Nil where git is all there is: no forge, one that nothing is written to, or no token for it.
    package init?(_ project: ProjectSettings, token: Secret?, http: ForgeHTTP) {
        guard let kind = project.forgeKind, let host = project.host, let path = project.forgePath, let token,
            let credential = ForgeCredential(kind: kind, token: token, email: project.email)
        else { return nil }
        self.init(kind: kind, api: project.api, host: host, path: path, credential: credential, http: http)
    }
}
