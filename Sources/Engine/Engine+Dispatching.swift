import FoundationEssentials
import Logging
package import RunModel

extension Engine {
    /// How many runs that wait for a slot are looked up at once, and how long one look may take, in seconds.
    private static let looks = 2
    private static let lookSeconds = 600
    /// How many jobs are set up ahead of their slots at once, on each executor.
    private static let ahead = 2

    /// Hands to executors what may start now, and once more what was handed over without an answer.
    func dispatch() async throws {
        let time = now()
        var open = try await store.frontRuns(perLane: Self.front)
        if try await decideResources(open) { open = try await store.frontRuns(perLane: Self.front) }
        isBusy = !open.isEmpty
        for run in open where run.isUnanswered(since: time - resubmitAfter) {
            // The list may be behind.
            guard let run = try await store.run(run.id), run.isUnanswered(since: time - resubmitAfter) else { continue }
            try await submit(run, again: true)
        }
        let settings = settings()
        let policy = QueuePolicy(settings, for: open)
        let routing = routing(settings)
        let over = try await overBudget(open, policy, at: time)
        var queues: [String: [Run]] = [:]
        for run in open where run.waitsAhead {
            if let attempt = run.attempts.last { queues[attempt.executor, default: []].append(run) }
        }
        for run in open where run.undecided == nil && run.mayStart(at: time) {
            // Slots may have shrunk since it was taken; and in a queue it would keep all others waiting.
            if let limit = tooLarge(run, routing, policy) {
                _ = try await fail(run.id, limit)
            } else if let name = routing.executor(for: run, at: time) {
                queues[name, default: []].append(run)
            }
        }
        var active = open.filter(\.takesSlot)
        for executor in executors {
            var waiting = queues[executor.name] ?? []
            var chosen: Set<RunID> = []
            let free = free(on: executor, of: active)
            let allowed = waiting.filter { $0.isUnderWay || over[$0.request.repository] == nil }
            for id in Fairness.choose(from: allowed, active: active, free: free, now: time, policy: policy) {
                chosen.insert(id)
                if waiting.contains(where: { $0.id == id && $0.waitsAhead }) {
                    if let run = try await release(id, on: executor, at: time) { active.append(run) }
                    continue
                }
                guard let run = try await begin(id, on: executor.name, at: time) else { continue }
                active.append(run)
                try await submit(run)
            }
            waiting.removeAll { chosen.contains($0.id) }
            try await setUpAhead(waiting, over, on: executor, active: active, policy: policy, at: time)
            waiting.removeAll(where: \.waitsAhead)
            try await refuse(waiting, over, unlessLookedFor: executor.looksBesideCapacity)
            let looking = open.count { run in
                run.state.isActive && run.attempts.last?.onlyLooks == true && run.attempts.last?.executor == executor.name
            }
            guard executor.looksBesideCapacity, looking < Self.looks else { continue }
            for run in waiting.lazy.filter(\.mayLook).prefix(Self.looks - looking) {
                if let run = try await begin(run.id, on: executor.name, at: time, onlyLooks: true) { try await submit(run) }
            }
        }
    }

    /// Starts one run at once, where nothing but its executor has to be asked. Others who do the same at the same moment find
    /// it begun.
    ///
    /// - Returns: false where it has to wait for a round.
    package func start(_ id: RunID) async throws -> Bool {
        let (time, settings) = (now(), settings())
        guard let run = try await store.run(id), run.undecided == nil, run.mayStart(at: time) else { return false }
        let policy = QueuePolicy(settings, for: [run])
        guard !policy.needsOthers(for: run), let name = routing(settings).executor(for: run, at: time),
            let executor = executors.first(where: { $0.name == name }), executor.capacity == nil
        else { return false }
        guard let begun = try await begin(id, on: name, at: time) else { return false }
        try await submit(begun)
        return true
    }

    /// Starts of all that wait what may start now.
    package func startWaiting() async throws { try await dispatch() }

    /// Ends what may not start in this month. A known answer costs nothing, and is looked for first.
    private func refuse(_ waiting: [Run], _ over: [RepositoryName: Failure], unlessLookedFor looks: Bool) async throws {
        for run in waiting where !run.isUnderWay && !(looks && run.mayLook) {
            if let failure = over[run.request.repository] { _ = try await fail(run.id, failure) }
        }
    }

    /// Starts the jobs that have their turn next, up to their first stage: fetching and setting up go on while others run.
    private func setUpAhead(
        _ waiting: [Run], _ over: [RepositoryName: Failure], on executor: any Executor, active: [Run], policy: QueuePolicy, at time: Date
    ) async throws {
        guard executor.startsAhead else { return }
        let room = Self.ahead - waiting.count(where: \.waitsAhead)
        guard room > 0 else { return }
        let next = Fairness.order(waiting.filter { !$0.waitsAhead }, active: active, now: time, policy: policy)
        // One that is looked for first does its set-up then.
        for run in next.prefix(room)
        where run.mayStartAhead && !(executor.looksBesideCapacity && run.mayLook) && over[run.request.repository] == nil {
            if let run = try await begin(run.id, on: executor.name, at: time, isAhead: true) { try await submit(run) }
        }
    }

    /// Gives a job that was set up ahead its slot. In the store first: after a crash the next look lets it go.
    ///
    /// - Returns: nil where it has ended just now.
    private func release(_ id: RunID, on executor: any Executor, at time: Date) async throws -> Run? {
        let run: Run
        do {
            run = try await change(id) { run in
                guard run.waitsAhead, let last = run.attempts.indices.last else {
                    throw NotPossible(description: "\(run.id) does not wait for a slot any more")
                }
                run.attempts[last].isAhead = false
                run.attempts[last].startedAt = time
                try run.move(to: .running, at: time, because: "a slot is free")
            }
        } catch is NotPossible {
            return nil
        }
        if let job = run.attempts.last?.job { try await executor.release(job) }
        return run
    }

    /// A new attempt, in the store before any executor hears of it: after a crash it is submitted again, never forgotten.
    ///
    /// - Returns: nil where another engine on the same store, or whoever cancelled it, was faster.
    private func begin(_ id: RunID, on executor: String, at time: Date, onlyLooks: Bool = false, isAhead: Bool = false) async throws -> Run?
    {
        var random = SystemRandomNumberGenerator()
        let nonce = "\(String(random.next(), radix: 36))\(String(random.next(), radix: 36))"
        do {
            return try await change(id) { run in
                if case .waiting = run.state { try run.move(to: .accepted, at: time, because: "its wait is over") }
                let number = run.attempts.count + 1
                var attempt = Run.Attempt(number: number, executor: executor, nonce: nonce, submittedAt: time)
                attempt.resources = run.resources
                if onlyLooks { attempt.onlyLooks = true }
                if isAhead { attempt.isAhead = true }
                run.attempts.append(attempt)
                let purpose = onlyLooks ? " looks whether the answer is known" : isAhead ? " is set up ahead of its slot" : ""
                try run.move(to: .submitted, at: time, because: "attempt \(number) on \(executor)\(purpose)")
            }
        } catch is Run.UnlawfulChange {
            return nil
        }
    }

    private func submit(_ run: Run, again: Bool = false) async throws {
        guard let attempt = run.attempts.last, let executor = executors.first(where: { $0.name == attempt.executor }) else { return }
        let whole = max(10, run.deadlineSeconds - Int(run.runningSeconds(at: now())))
        let left = attempt.onlyLooks == true ? min(whole, Self.lookSeconds) : whole
        let project = settings().project(cloning: run.cloneURL)
        do {
            let job = try await executor.submit(
                Submission(run: run, attempt: attempt, secondsLeft: left, project: project, mayBeKnown: again))
            try await change(run.id) { run in
                if !run.attempts.isEmpty { run.attempts[run.attempts.count - 1].job = job }
            }
        } catch {
            logger.warning("an executor did not take a job", metadata: ["run": "\(run.id)", "error": "\(error)"])
            guard let error = error as? ExecutorError else { throw error }
            var failure = error.failure
            if error.isTransient, !failure.reason.isTransient { failure.reason = .unreachable }
            try await end(run, .failed(failure), startedAt: nil, endedAt: now())
        }
    }
}

extension Run {
    /// Whether an executor was given it before a time, and nothing is known of an answer.
    func isUnanswered(since time: Date) -> Bool {
        guard state == .submitted, let attempt = attempts.last, attempt.job == nil else { return false }
        return attempt.submittedAt <= time
    }

    /// Whether it waits for nothing but a slot.
    func mayStart(at time: Date) -> Bool {
        if case .waiting(let until) = state { until <= time } else { state == .accepted }
    }
}
