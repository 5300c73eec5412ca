package import FoundationEssentials
package import RunModel

/// Which executor a run goes to: a pure function of what it asks for, the rules, and how its attempts have gone.
package struct Routing: Sendable {
    private let rules: [QueueRule]
    /// Of each executor in their order; nil is no limit.
    private let executors: [(name: String, capacity: Resources?)]
    private let nextAfter: Double

    package init(_ settings: ServiceSettings, executors: [(name: String, capacity: Resources?)]) {
        rules = settings.queues
        nextAfter = Double(max(1, settings.retry.nextQueueSeconds))
        self.executors = executors
    }

    /// The executors that may have the run, in the order in which they are tried: the one that its commit names, else those of
    /// the first rule that holds, else the first that there is.
    package func candidates(for run: Run) -> [String] {
        if let on = run.on { return known([on]) }
        let rule = rules.first { $0.when?.holds(for: run.resources, of: run.request.repository) ?? true }
        return rule.map { known($0.on) } ?? executors.prefix(1).map(\.name)
    }

    /// The executor whose turn it is; nil where none can ever hold the run.
    package func executor(for run: Run, at time: Date) -> String? {
        let able = candidates(for: run).filter { name in capacity(of: name).map { run.resources.fits(in: $0) } ?? true }
        guard able.count > 1, let since = run.hasNoCapacitySince else { return able.first }
        return able[Int(max(0, time.timeIntervalSince(since)) / nextAfter) % able.count]
    }

    /// What no candidate has enough of, in words; nil where one can hold the run.
    package func shortage(of run: Run) -> String? {
        let candidates = candidates(for: run)
        let shortages = candidates.map { name in capacity(of: name).flatMap { run.resources.shortage(in: $0) } }
        if shortages.contains(where: { $0 == nil }) { return nil }
        return shortages.first ?? "there is none for it"
    }

    private func known(_ names: [String]) -> [String] { names.filter { name in executors.contains { $0.name == name } } }

    private func capacity(of name: String) -> Resources? { executors.first { $0.name == name }.flatMap(\.capacity) }
}

extension Run {
    /// Since when no executor has had capacity for it; nil if its last attempt did not end for that.
    var hasNoCapacitySince: Date? {
        countedAttempts.filter { $0.onlyLooks != true }.reversed().prefix { $0.failure?.reason == .noCapacity }.last?.submittedAt
    }
}
