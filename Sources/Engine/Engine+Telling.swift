import FoundationEssentials
import Logging
import RunModel

/// What is told where the code is reviewed: how far a run is while it goes, its report at the end, mistakes at once.
extension Engine {
    /// What a commit shows of a run now.
    struct Shown {
        var status: CommitStatus
        var at: Date
        /// A forge that could not be told is left alone until then.
        var nextTry = Date.distantPast
        var failures = 0
    }

    /// Seconds between two changes of one commit's status.
    static let statusSpacing: Double = 10

    /// Brings the statuses of runs that are under way up to date. The end is told with the report.
    func showProgress() async throws {
        let time = now()
        let open = try await store.frontRuns(perLane: Self.front)
        let ids = Set(open.map(\.id))
        for id in shown.keys where !ids.contains(id) { shown[id] = nil }
        let queue = try await queue(of: open)
        for run in open where run.sweep == nil {
            let status = CommitStatus(of: run, progress: progress[run.id], queueReason: queue[run.id]?.reason ?? waiting[run.id])
            let former = shown[run.id]
            if let former, former.status == status || time.timeIntervalSince(former.at) < Self.statusSpacing || former.nextTry > time {
                continue
            }
            do {
                try await forge.show(status, of: run, project: settings().project(cloning: run.cloneURL))
                shown[run.id] = Shown(status: status, at: time)
            } catch {
                if Task.isCancelled { return }
                // What is on the commit now stays what it was; a new run has nothing there yet.
                let failures = (former?.failures ?? 0) + 1
                let wait = min(300, Self.statusSpacing * Double(1 << min(failures - 1, 5)))
                var entry = former ?? Shown(status: CommitStatus(state: .pending, description: "", link: nil), at: .distantPast)
                entry.failures = failures
                entry.nextTry = time + wait
                shown[run.id] = entry
                logger.warning("a status could not be shown", metadata: ["run": "\(run.id)", "error": "\(error)"])
            }
        }
    }

    /// Brings due reports to their forge; what cannot be delivered is put off, for a day.
    func deliver() async throws {
        let time = now()
        for refusal in nextRefusals <= time ? try await store.dueRefusals() : [] {
            do {
                try await forge.post(refusal, project: settings().project(cloning: refusal.cloneURL))
                try await store.settle(refusal)
            } catch {
                logger.warning("mistakes could not be told on their commit", metadata: ["commit": "\(refusal.sha)", "error": "\(error)"])
                nextRefusals = time + 60
                if time.timeIntervalSince(refusal.at) > 86_400 { try await store.settle(refusal) }
            }
        }
        for pending in try await store.dueReports(at: time) {
            guard let run = try await store.run(pending.run), let report = run.report else {
                try await store.settle(pending, retryAt: nil, problem: nil)
                continue
            }
            guard try await store.hold(pending, at: time, until: time + 120) else { continue }
            let project = settings().project(cloning: run.cloneURL)
            do {
                try await forge.post(report, for: run, project: project)
                try await store.settle(pending, retryAt: nil, problem: nil)
            } catch {
                // Stopped on the way: it stays due.
                if Task.isCancelled { return }
                let age = time.timeIntervalSince(pending.firstDueAt)
                let wait = min(3600, 5 * Double(1 << min(pending.tries, 10)))
                logger.warning("a report could not be delivered", metadata: ["run": "\(run.id)", "error": "\(error)"])
                try await store.settle(pending, retryAt: age < 86_400 ? time + wait : nil, problem: "\(error)")
            }
        }
    }
}
