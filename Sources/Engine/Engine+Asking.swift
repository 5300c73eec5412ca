import FoundationEssentials
import Logging
package import RunModel

extension Engine {
    /// What was asked of a run cannot be done in its state.
    package struct NotPossible: Error, Sendable, CustomStringConvertible {
        package let description: String
    }

    /// Ends a run: at once where no job holds it, else when its job has stopped. A job that is faster still counts.
    package func cancel(_ id: RunID) async throws -> Run {
        let time = now()
        let run = try await change(id) { run in
            guard !run.state.isEnded else {
                throw NotPossible(description: "\(run.id) has ended (\(run.state.name)); there is nothing to cancel")
            }
            run.cancelRequested = true
            guard !run.state.isActive else { return }
            try run.move(to: .cancelled, at: time, because: "cancelled before it started")
            run.report = Self.report(of: run, at: time)
        }
        if !run.state.isEnded, let attempt = run.attempts.last, let job = attempt.job,
            let executor = executors.first(where: { $0.name == attempt.executor })
        {
            try await executor.stop(job, grace: settings().graceSeconds)
        }
        return run
    }

    /// Another attempt of a run that has ended, whatever its end was.
    package func retry(_ id: RunID) async throws -> Run {
        let time = now()
        return try await change(id) { run in
            guard run.state.isEnded else {
                throw NotPossible(description: "\(run.id) is \(run.state.name); only a run that has ended can be tried again")
            }
            run.cancelRequested = false
            run.startOver()
            try run.move(to: .accepted, at: time, because: "asked to try again")
        }
    }

    /// So many places are worked out anew for everybody who asks.
    private static let smallQueue = 500

    struct LastQueue {
        var view: QueueView
        var at: ContinuousClock.Instant
        /// How long it took to work out.
        var cost: Duration
    }

    /// Where a waiting run stands; nil for any other.
    package func place(of run: Run) async throws -> QueueView.Place? {
        switch run.state {
        case .accepted, .waiting: try await queue()[run.id]
        default: nil
        }
    }

    /// The places of all waiting runs. What takes long to work out, because thousands wait, is given again for a while.
    package func queue() async throws -> QueueView {
        let start = ContinuousClock.now
        if let last = lastQueue, last.view.count > Self.smallQueue, last.at.duration(to: start) < last.cost * 10 { return last.view }
        let view = try await queue(of: try await store.openRuns())
        lastQueue = LastQueue(view: view, at: .now, cost: start.duration(to: .now))
        return view
    }

    func queue(of open: [Run]) async throws -> QueueView {
        let (time, settings) = (now(), settings())
        let policy = QueuePolicy(settings, for: open)
        let over = try await overBudget(open, policy, at: time)
        var free: [String: Resources?] = [:]
        for executor in executors { free[executor.name] = self.free(on: executor, of: open) }
        return QueueView(open, routing: routing(settings), free: free, policy: policy, over: over, now: time)
    }

    nonisolated func routing(_ settings: ServiceSettings) -> Routing {
        Routing(settings, executors: executors.map { ($0.name, $0.capacity) })
    }

    /// What an executor has left beside the active runs; nil where it has no limit of its own.
    func free(on executor: any Executor, of open: [Run]) -> Resources? {
        executor.capacity.map { capacity in
            open.filter { $0.takesSlot && $0.attempts.last?.executor == executor.name }.reduce(capacity) { $0 - $1.resources }
        }
    }
}
