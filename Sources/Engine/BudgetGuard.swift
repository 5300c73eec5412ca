import FoundationEssentials
package import RunModel

/// Which repositories have used up their month: a pure function of what they have used.
package enum BudgetGuard {
    /// What is said of a repository that may start nothing more; nil while it may.
    package static func refusal(of repository: RepositoryName, _ budget: BudgetSettings, used: Usage, in month: Month) -> Failure? {
        // A budget of none leaves nothing to use.
        let spent = [
            (limit: budget.vcpuHours, hours: used.vcpuSeconds / 3600, unit: "vCPU-hours"),
            (limit: budget.gpuHours, hours: used.gpuSeconds / 3600, unit: "GPU-hours"),
        ].first { budget in budget.limit.map { budget.hours >= Double($0) } ?? false }
        guard let spent, let limit = spent.limit else { return nil }
        return Failure(
            .overBudget,
            "\(repository) has used \(Figures.number((spent.hours * 10).rounded() / 10)) of its \(limit) \(spent.unit) in \(month).",
            remedy:
                "The next month begins at \(month.end.iso8601). Wait for it, or have `budget` raised in the service's settings, then `bunsen runs retry`."
        )
    }
}

extension Run {
    /// Whether it has begun since it was last asked for, or has its result: then no budget keeps it from its end.
    var isUnderWay: Bool { result != nil || countedAttempts.contains { !$0.holdsNothing } }
}

extension Engine {
    /// Repositories of these runs that are over their budget.
    func overBudget(_ open: [Run], _ policy: QueuePolicy, at time: Date) async throws -> [RepositoryName: Failure] {
        let budgets = open.filter { !policy.terms(of: $0).budget.isUnlimited }
        guard !budgets.isEmpty else { return [:] }
        let month = Month(of: time)
        var used = try await store.usage(in: month)
        for run in open where run.state.isActive {
            used[run.request.repository] = (used[run.request.repository] ?? Usage()) + run.runningUsage(in: month, until: time)
        }
        var over: [RepositoryName: Failure] = [:]
        for run in budgets where over[run.request.repository] == nil {
            let repository = run.request.repository
            over[repository] = BudgetGuard.refusal(
                of: repository, policy.terms(of: run).budget, used: used[repository] ?? Usage(), in: month)
        }
        return over
    }
}
