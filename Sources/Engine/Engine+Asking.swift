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

    /// Why an accepted run does not start yet; nil for any other.
    package func queueReason(of run: Run) async throws -> String? {
        run.state == .accepted ? queueReason(of: run, among: try await store.openRuns()) : nil
    }

    /// The same, for one of many.
    package func queueReason(of run: Run, among open: [Run]) -> String? {
        guard run.state == .accepted, let executor = self.executor(for: run) else { return nil }
        let ahead = open.count { $0.state == .accepted && self.executor(for: $0)?.name == executor.name && $0.acceptedAt < run.acceptedAt }
        let free = free(on: executor, of: open)
        let queue = ahead == 0 ? "next in the queue of \(executor.name)" : "place \(ahead + 1) in the queue of \(executor.name)"
        return free.flatMap { run.resources.shortage(in: $0) }.map { "\(queue); \($0)" } ?? queue
    }

    /// The executor that a run goes to.
    func executor(for run: Run) -> (any Executor)? {
        guard let on = run.on else { return executors.first }
        return executors.first { $0.name == on }
    }

    /// What an executor has left beside the active runs; nil where it has no limit of its own.
    func free(on executor: any Executor, of open: [Run]) -> Resources? {
        executor.capacity.map { capacity in
            open.filter { $0.takesSlot && $0.attempts.last?.executor == executor.name }.reduce(capacity) { $0 - $1.resources }
        }
    }
}
