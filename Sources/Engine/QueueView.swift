package import FoundationEssentials
package import RunModel

/// Where each waiting run stands and why it waits, worked out for all of them at once.
package struct QueueView: Sendable {
    package struct Place: Sendable, Equatable {
        /// From 1; nil of a run that waits for a time.
        package var number: Int?
        package var reason: String

        package init(number: Int? = nil, reason: String) {
            self.number = number
            self.reason = reason
        }
    }

    private var places: [RunID: Place] = [:]

    var count: Int { places.count }

    package subscript(run: RunID) -> Place? { places[run] }

    /// - Parameters:
    ///   - open: the runs that have not ended.
    ///   - free: of each executor; nil is no limit of its own.
    ///   - over: what is said of repositories that are over their budget.
    package init(
        _ open: [Run], routing: Routing, free: [String: Resources?], policy: QueuePolicy, over: [RepositoryName: Failure] = [:], now: Date
    ) {
        let active = open.filter(\.takesSlot)
        let held = HeldShares(active)
        var queues: [String: [Run]] = [:]
        for run in open {
            switch run.state {
            case .waiting(let until) where until > now:
                places[run.id] = Place(reason: "until \(until.iso8601): \(run.failure?.message ?? run.history.last?.cause ?? "")")
            case .waiting, .accepted:
                if let name = routing.executor(for: run, at: now) { queues[name, default: []].append(run) }
            default: continue
            }
        }
        for (name, waiting) in queues {
            for (index, run) in Fairness.order(waiting, active: active, now: now, policy: policy).enumerated() {
                let queue = index == 0 ? "next in the queue of \(name)" : "place \(index + 1) in the queue of \(name)"
                let why: String? =
                    if run.undecided != nil {
                        "its resources are read from the repository first"
                    } else if !run.isUnderWay, let failure = over[run.request.repository] {
                        failure.message
                    } else {
                        held.hold(run, policy) ?? (free[name] ?? nil).flatMap { run.resources.shortage(in: $0) }
                    }
                places[run.id] = Place(number: index + 1, reason: why.map { "\(queue); \($0)" } ?? queue)
            }
        }
    }
}
