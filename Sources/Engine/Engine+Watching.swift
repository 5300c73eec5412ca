import FoundationEssentials
import Logging
package import RunModel

extension Engine {
    /// Looks at every job there may be.
    func watch() async throws {
        let active = try await store.frontRuns(perLane: 0).filter(\.state.isActive)
        for executor in executors {
            await executor.expect(active.compactMap { $0.attempts.last }.filter { $0.executor == executor.name }.compactMap(\.job))
        }
        for run in active {
            guard let attempt = run.attempts.last, let job = attempt.job,
                let executor = executors.first(where: { $0.name == attempt.executor })
            else { continue }
            do {
                try await look(run, job, executor)
            } catch let error as ExecutorError where error.isTransient {
                logger.warning("an executor did not answer", metadata: ["job": "\(job)", "error": "\(error)"])
            }
        }
    }

    /// Looks at one run's job, because of news of it.
    package func look(at id: RunID) async throws {
        guard let run = try await store.run(id), run.state.isActive, let attempt = run.attempts.last, let job = attempt.job,
            let executor = executors.first(where: { $0.name == attempt.executor })
        else { return }
        await executor.expect([job])
        try await look(run, job, executor)
    }

    /// Delivers what is due. How far all runs are is a round's matter.
    package func tellWhatIsDue() async throws {
        try await deliver()
        try await sendMessages()
    }

    private func look(_ run: Run, _ job: String, _ executor: any Executor) async throws {
        let time = now()
        switch try await executor.observe(job) {
        case .waiting(let reason):
            unknownLooks[job] = nil
            waiting[run.id] = reason
            if run.cancelRequested { try await executor.stop(job, grace: settings().graceSeconds) }
        case .running(let since, let news):
            unknownLooks[job] = nil
            waiting[run.id] = nil
            if run.attempts.last?.isAhead == true {
                waiting[run.id] = "it is set up, and waits for a free slot"
                if run.cancelRequested { try await executor.stop(job, grace: settings().graceSeconds) }
                return
            }
            // Once more, if the service was stopped between the two.
            if run.attempts.last?.isAhead == false { try await executor.release(job) }
            progress[run.id] = news
            let publishing = news.step.map { [.commit, .resultRef, .publish, .report].contains($0) } ?? false
            let next: RunState = publishing ? .publishing : .running
            if run.state != next, run.state.mayBecome(next) {
                try await change(run.id) { run in
                    if !run.attempts.isEmpty { run.attempts[run.attempts.count - 1].startedAt = since ?? time }
                    try run.move(to: next, at: time, because: publishing ? "the data is on the remote" : "the job runs")
                }
            }
            // The job holds the deadline itself; this is for one that cannot any more.
            if run.cancelRequested || run.runningSeconds(at: time) > Double(run.deadlineSeconds + 2 * settings().graceSeconds) {
                try await executor.stop(job, grace: settings().graceSeconds)
            }
        case .ended(let evidence):
            unknownLooks[job] = nil
            try await end(
                run, Verdict(evidence), startedAt: evidence.startedAt, endedAt: evidence.endedAt, leaseEnds: evidence.end?.leaseEnds,
                report: evidence.end?.report)
        case .unknown:
            // Never from one empty answer.
            let looks = unknownLooks[job] ?? UnknownLooks(count: 0, last: .distantPast)
            // Rounds may follow each other at once: only looks with time between them count.
            guard time.timeIntervalSince(looks.last) >= Self.lookSpacing else { return }
            unknownLooks[job] = UnknownLooks(count: looks.count + 1, last: time)
            guard looks.count + 1 >= 3 else { return }
            unknownLooks[job] = nil
            let lost = Failure(
                .lost, "\(executor.name) does not know the job \(job) any more.", remedy: "Bunsen tries once more by itself.")
            try await end(run, .failed(lost), startedAt: nil, endedAt: time)
        }
    }

    /// Writes an attempt's end into its run, and what follows from it.
    func end(
        _ run: Run, _ verdict: Verdict, startedAt: Date?, endedAt: Date, leaseEnds: Date? = nil, report: Report? = nil
    ) async throws {
        let done =
            report.map { $0.stages.count { $0.state != .failed && $0.state != .running } } ?? progress[run.id]?.stage.map { $0.n - 1 }
        progress[run.id] = nil
        waiting[run.id] = nil
        let time = now()
        let memory = (had: run.resources.memoryMiB, most: mostMemory(for: run))
        let policy = RetryPolicy(settings().retry)
        let spread = Double.random(in: 0..<1)
        try await change(run.id) { run in
            guard run.state.isActive, let last = run.attempts.indices.last else { return }
            let former = run.report
            run.attempts[last].startedAt = run.attempts[last].startedAt ?? startedAt
            run.attempts[last].endedAt = endedAt
            run.attempts[last].stagesDone = done
            if run.attempts[last].job == nil { run.attempts[last].job = "none" }
            switch run.attempts[last].onlyLooks == true ? verdict.ofLook : verdict {
            case .mustRun where run.cancelRequested:
                try run.move(to: .cancelled, at: time, because: "cancelled")
            case .mustRun:
                // No time of the run's own has passed.
                run.attempts[last].startedAt = nil
                let why = run.attempts[last].isAhead == nil ? "the answer is not known" : "no slot came free in time"
                try run.move(to: .accepted, at: time, because: why)
            case .succeeded(let report):
                run.result = report.result
                run.failure = nil
                run.report = report
                let missing = run.branches.filter { branch in !(report.result?.published.contains { $0.branch == branch.text } ?? false) }
                if !run.cancelRequested, !run.request.experiment, run.destination == .origin, let branch = missing.first {
                    try run.move(to: .accepted, at: time, because: "branch \(branch) joined while it ran")
                } else {
                    let isKnown = report.outcome == RunState.cached.name
                    try run.move(
                        to: isKnown ? .cached : .succeeded, at: time, because: isKnown ? "no stage had to run" : "the result is published")
                }
            case .elsewhere where run.cancelRequested:
                try run.move(to: .cancelled, at: time, because: "cancelled")
            case .cancelled(let words):
                try run.move(to: .cancelled, at: time, because: words)
            case .elsewhere:
                // It has not run at all: the deadline does not count it.
                run.attempts[last].startedAt = nil
                // 15 s, and longer each time, up to five minutes: the other may take all day.
                let looks = run.attempts.reversed().prefix { $0.startedAt == nil && $0.failure == nil }.count
                let wait = min(300, 15 * Double(1 << min(looks - 1, 5)))
                try run.move(
                    to: .waiting(until: min(leaseEnds ?? time + wait, time + wait)), at: time, because: "another service runs this commit")
            case .failed(let failure):
                let failure = Self.judged(failure, run, endedAt)
                run.attempts[last].failure = failure
                run.failure = failure
                if run.cancelRequested {
                    try run.move(to: .cancelled, at: time, because: "cancelled")
                } else {
                    try Self.follow(
                        &run, failure, policy.decide(failure, attempts: run.countedAttempts, spread: spread, memory: memory), at: time)
                }
                run.report = report
            }
            run.report?.keep(from: former)
            if run.state.isEnded { run.report = run.report ?? Self.report(of: run, at: time) }
            let queued = run.attempts.first.map { $0.submittedAt.timeIntervalSince(run.acceptedAt) }
            run.report?.times.queueSeconds = queued
        }
    }

    private static func follow(_ run: inout Run, _ failure: Failure, _ decision: RetryPolicy.Decision, at time: Date) throws {
        switch decision {
        case .retry(let after): try run.move(to: .waiting(until: time + after), at: time, because: failure.message)
        case .retryWithMemory(let after, let mebibytes):
            let had = run.resources.memoryMiB
            run.resources.memoryMiB = mebibytes
            try run.move(
                to: .waiting(until: time + after), at: time,
                because: "\(failure.message) The next attempt gets \(mebibytes) MiB instead of \(had).")
        case .end: try run.move(to: .failed(failure.reason), at: time, because: failure.message)
        }
    }

    /// The most memory that the run could ever have, in MiB: of an executor that would take it, within the limits.
    private func mostMemory(for run: Run) -> Int {
        let settings = settings()
        var larger = run
        larger.resources.memoryMiB *= 2
        let routing = routing(settings)
        let names = Set(routing.candidates(for: run) + routing.candidates(for: larger))
        let most = executors.filter { names.contains($0.name) }.map { $0.capacity?.memoryMiB ?? .max }.max() ?? 0
        let limits = [
            settings.limits(of: settings.project(cloning: run.cloneURL)), run.requestedBy == nil ? UsageLimits() : settings.limits.author,
        ]
        return limits.compactMap(\.memoryMiB).reduce(most, min)
    }

    /// A job that dies at its deadline without a word has been killed for that, and another attempt would be, too.
    private static func judged(_ failure: Failure, _ run: Run, _ endedAt: Date) -> Failure {
        guard failure.reason == .nodeFailed, run.runningSeconds(at: endedAt) >= Double(run.deadlineSeconds) else { return failure }
        var failure = failure
        failure.reason = .deadline
        failure.message = "The run was at its deadline and did not end by itself, so it was killed."
        failure.remedy = "Ask for more time with `:ACME_TIMEOUT:`; finished stages are kept."
        return failure
    }

    /// The report of a run whose job could not write one.
    static func report(of run: Run, at time: Date) -> Report {
        var report = Report(
            run: run.id, key: run.key, attempt: run.attempts.count, outcome: run.state.name,
            trigger: Report.Trigger(
                repository: run.request.repository, branch: run.branches.first, commit: run.request.sha, subject: run.subject),
            asked: run.resources, times: Report.Times(started: run.attempts.first?.startedAt ?? time, ended: time))
        report.failure = run.failure
        return report
    }
}
