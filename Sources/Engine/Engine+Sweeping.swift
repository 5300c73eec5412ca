import FoundationEssentials
import Logging
package import RunModel

/// Sweeps: taken at once, read a moment later, then nothing but their runs.
extension Engine {
    /// How often the commit of a sweep is tried to be read.
    private static let readings = 6

    /// Stores the sweep that a push asks for. Its commit is read in a round, so that whoever pushes does not wait for that.
    nonisolated func takeSweep(_ push: TakenPush, _ directives: Directives) async throws -> TakeAnswer {
        var random = SystemRandomNumberGenerator()
        let said = ResourceDefaults(
            vcpus: directives.vcpus, memoryMiB: directives.memoryMiB, gpus: directives.gpus, timeoutSeconds: directives.timeoutSeconds)
        let sweep = Sweep(
            id: SweepID(at: now(), using: &random), repository: push.repository, sha: push.sha, cloneURL: push.cloneURL,
            branches: [push.branch], args: directives.dvcArgs, options: directives.sweepOptions, destination: push.destination,
            said: said, on: directives.on, requestedBy: push.requestedBy,
            subject: String(push.message.prefix { !$0.isNewline }.prefix(200)), acceptedAt: now())
        switch try await store.take(sweep) {
        case .new(let sweep):
            logger.info("took a sweep", metadata: ["sweep": "\(sweep.id)", "repository": "\(sweep.repository)"])
            poke()
            return .sweep(sweep, known: false)
        case .known(let sweep): return .sweep(sweep, known: true)
        case .result: return .result
        }
    }

    /// A round's work on sweeps: reads the commits of those that have no runs yet and stores their runs, and goes on with ending
    /// those that somebody has cancelled.
    func sweep() async throws {
        let open = try await store.openSweeps()
        for sweep in open where sweep.cancelRequested && !sweep.isUnprepared { try await cancelRuns(of: sweep) }
        try await prepare(open.filter(\.isUnprepared))
    }

    private func prepare(_ sweeps: [Sweep]) async throws {
        let time = now()
        for sweep in sweeps {
            if let next = nextSweepReadings[sweep.id], next.at > time { continue }
            if sweep.cancelRequested {
                try await store.fill(sweep.id, with: []) { $0.problem = "Cancelled before it had runs." }
                continue
            }
            let project = settings().project(cloning: sweep.cloneURL)
            do {
                let source = try await forge.source(of: sweep, project: project)
                try await prepare(sweep, source, project)
                nextSweepReadings[sweep.id] = nil
            } catch let problem as SweepProblem {
                try await refuse(sweep, problem)
                nextSweepReadings[sweep.id] = nil
            } catch {
                if Task.isCancelled { return }
                let tries = (nextSweepReadings[sweep.id]?.tries ?? 0) + 1
                logger.warning("a sweep's commit could not be read", metadata: ["sweep": "\(sweep.id)", "error": "\(error)"])
                if tries >= Self.readings {
                    nextSweepReadings[sweep.id] = nil
                    try await refuse(sweep, SweepProblem("Commit \(sweep.sha.short) could not be read: \(error)", "Push it once more."))
                } else {
                    nextSweepReadings[sweep.id] = SweepReading(tries: tries, at: time + Double(1 << tries))
                }
            }
        }
    }

    private func prepare(_ sweep: Sweep, _ source: SweepSource, _ project: ProjectSettings?) async throws {
        let options = sweep.options.completed(by: source.definition?.options ?? SweepOptions())
        let plan = try SweepPlan(sweep, source)
        let defaults = sweep.said.completed(by: source.resources).completed(by: settings().defaults(of: project))
        var random = SystemRandomNumberGenerator()
        let time = now()
        let runs = plan.members.map { member in
            var run = Run(
                id: RunID(at: time, using: &random),
                request: RunRequest(repository: sweep.repository, sha: sweep.sha, experiment: true, dvcArgs: member.dvcArgs),
                cloneURL: sweep.cloneURL, destination: options.branches == .all ? sweep.destination : .experimentRef,
                branches: sweep.branches, resources: Resources(), deadlineSeconds: 0, on: sweep.on, requestedBy: sweep.requestedBy,
                subject: sweep.subject,
                // A millisecond apart, so that they have their turns in the order of their numbers.
                acceptedAt: time - Double(plan.members.count - member.number) / 1000, cause: "run \(member.number) of \(sweep.id)")
            run.decide(defaults)
            run.sweep = Sweep.Membership(id: sweep.id, number: member.number, parameters: member.parameters, jobs: options.jobs)
            return run
        }
        let filled = try await store.fill(sweep.id, with: runs) { sweep in
            sweep.options = options
            sweep.count = runs.count
        }
        if let project, settings().supersedes(in: project) {
            try await supersede(for: sweep.id.text, on: sweep.branches, of: sweep.repository) { $0.sweep?.id == sweep.id }
        }
        logger.info("a sweep has its runs", metadata: ["sweep": "\(sweep.id)", "runs": "\(filled.count ?? 0)"])
        poke()
    }

    /// A sweep that cannot be: said where mistakes are said, once.
    private func refuse(_ sweep: Sweep, _ problem: SweepProblem) async throws {
        let diagnostic = Diagnostic(
            .badSweep, keyword: "\(settings().prefix)_RUN", message: problem.message, suggestion: problem.suggestion)
        // Before anything else is said of it: once a sweep has a problem, nobody looks at it again.
        for branch in sweep.branches.prefix(1) {
            _ = try await store.record(
                Refusal(
                    repository: sweep.repository, cloneURL: sweep.cloneURL, branch: branch, sha: sweep.sha, at: now(),
                    diagnostics: [diagnostic]))
        }
        try await store.fill(sweep.id, with: []) { $0.problem = problem.message }
        poke()
    }

    /// Ends all runs of a sweep that have not ended. What another push asked for as well goes on.
    package func cancel(_ id: SweepID) async throws -> Sweep {
        let sweep = try await store.update(id) { sweep in
            guard sweep.closedAt == nil else {
                throw NotPossible(description: "\(sweep.id) has ended; there is nothing to cancel")
            }
            sweep.cancelRequested = true
        }
        try await cancelRuns(of: sweep)
        poke()
        return try await store.sweep(id) ?? sweep
    }

    /// Once more for those that were left, if the service was stopped meanwhile.
    private func cancelRuns(of sweep: Sweep) async throws {
        for standing in try await store.standings(of: sweep.id) where !standing.isEnded {
            guard let run = try await store.run(standing.run), run.sweep?.id == sweep.id, !run.state.isEnded, !run.cancelRequested else {
                continue
            }
            // It may have come to its end just now.
            do { _ = try await cancel(run.id) } catch is NotPossible {}
        }
    }

    /// Another attempt of every run of a sweep that has ended without a result.
    ///
    /// - Returns: how many are tried again.
    package func retry(_ id: SweepID) async throws -> Int {
        guard let sweep = try await store.sweep(id) else { throw RunStoreError.noSuchSweep(id) }
        let failed = try await store.standings(of: id).filter { $0.isEnded && !$0.isGood }
        guard !failed.isEmpty else {
            throw NotPossible(
                description: sweep.problem.map { "\(id) has no runs: \($0)" } ?? "\(id) has no run that ended without a result")
        }
        try await store.update(id) { sweep in
            sweep.cancelRequested = false
            sweep.closedAt = nil
        }
        var count = 0
        for standing in failed {
            do {
                _ = try await retry(standing.run)
                count += 1
            } catch is NotPossible {}
        }
        poke()
        return count
    }
}
