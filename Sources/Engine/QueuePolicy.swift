package import RunModel

/// What the settings say of waiting runs, looked up once for many of them.
package struct QueuePolicy: Sendable {
    package struct Terms: Sendable, Equatable {
        package var priority = 0
        package var limits = UsageLimits()
        package var budget = BudgetSettings()
    }

    /// By the URL that a run is cloned from.
    private let terms: [String: Terms]
    package let author: UsageLimits

    package init(_ settings: ServiceSettings, for runs: some Sequence<Run>) {
        author = settings.limits.author
        var terms: [String: Terms] = [:]
        for run in runs where terms[run.cloneURL] == nil {
            let project = settings.project(cloning: run.cloneURL)
            terms[run.cloneURL] = Terms(
                priority: project?.priority ?? 0, limits: settings.limits(of: project), budget: settings.budget(of: project))
        }
        self.terms = terms
    }

    package func terms(of run: Run) -> Terms { terms[run.cloneURL] ?? Terms() }

    /// Whether other runs, or what was used so far, can keep it from starting.
    func needsOthers(for run: Run) -> Bool {
        let terms = terms(of: run)
        return run.sweep?.jobs != nil || terms.limits != UsageLimits() || terms.budget != BudgetSettings()
            || run.requestedBy != nil && author != UsageLimits()
    }

    /// The limit that the run alone is over, in words; it could never start.
    package func passed(by run: Run) -> String? {
        if let limit = terms(of: run).limits.passed(by: run.resources, beside: .none, count: 0) {
            return "the repository may have \(limit)"
        }
        guard run.requestedBy != nil else { return nil }
        return author.passed(by: run.resources, beside: .none, count: 0).map { "an author may have \($0)" }
    }
}

/// What repositories, authors and sweeps hold now.
struct HeldShares {
    private struct Share {
        var count = 0
        var resources = Resources.none
    }

    private var repositories: [RepositoryName: Share] = [:]
    private var authors: [String: Share] = [:]
    private var sweeps: [SweepID: Int] = [:]

    init(_ active: some Sequence<Run>) {
        for run in active { add(run) }
    }

    func count(of repository: RepositoryName) -> Int { repositories[repository]?.count ?? 0 }

    mutating func add(_ run: Run) {
        var share = repositories[run.request.repository] ?? Share()
        share.count += 1
        share.resources = share.resources + run.resources
        repositories[run.request.repository] = share
        if let sweep = run.sweep { sweeps[sweep.id, default: 0] += 1 }
        guard let author = run.requestedBy else { return }
        share = authors[author] ?? Share()
        share.count += 1
        share.resources = share.resources + run.resources
        authors[author] = share
    }

    /// The limit that keeps the run waiting, in words.
    func hold(_ run: Run, _ policy: QueuePolicy) -> String? {
        let share = repositories[run.request.repository] ?? Share()
        if let limit = policy.terms(of: run).limits.passed(by: run.resources, beside: share.resources, count: share.count) {
            return "its repository may have \(limit)"
        }
        if let sweep = run.sweep, let jobs = sweep.jobs, sweeps[sweep.id, default: 0] >= jobs {
            return "its sweep may have \(Figures.count(jobs, "run")) at once"
        }
        guard let author = run.requestedBy else { return nil }
        let own = authors[author] ?? Share()
        return policy.author.passed(by: run.resources, beside: own.resources, count: own.count).map { "its author may have \($0)" }
    }
}
