import FoundationEssentials
import Logging
import RunModel

extension Engine {
    /// Considers one branch of a push. The answer is given when everything that follows from it is in the store. It needs no
    /// turn on the engine, so that pushes are taken while rounds go on.
    package nonisolated func take(_ push: TakenPush) async throws -> TakeAnswer {
        let settings = settings()
        let directives = Directives(message: push.message, prefix: settings.prefix)
        let trailer = Self.resultTrailer(in: push.message)
        // Most pushes ask for nothing: they cost no look at the store.
        guard directives.isPresent || trailer != nil else { return .nothing }
        var mistakes = directives.diagnostics
        if let trailer {
            // Another service's, or one of ours that is being published this very moment.
            if try await forge.holdsResult(push) { return .result }
            mistakes.append(
                Diagnostic(
                    .resultAmended, keyword: "\(settings.prefix)_RUN", line: trailer,
                    message:
                        "This commit has the `Bunsen-Run:` trailer of a result and is none, as squashing or amending a result gives.",
                    suggestion: directives.isPresent
                        ? "Remove the trailers if it is to run, or the directives if it is not." : "Remove the trailers."))
        }
        if let on = directives.on, !executors.contains(where: { $0.name == on }) {
            mistakes.append(
                Diagnostic(
                    .unknownExecutor, keyword: "\(settings.prefix)_ON", message: "There is no executor named `\(on)`.",
                    suggestion: "One of: \(executors.map(\.name).joined(separator: ", "))."))
        }
        if let on = directives.on, let allowed = push.project?.mayName, !allowed.contains(on), mistakes.isEmpty {
            mistakes.append(
                Diagnostic(
                    .unknownExecutor, keyword: "\(settings.prefix)_ON", message: "This project may not name the executor `\(on)`.",
                    suggestion: "One of: \(allowed.joined(separator: ", ")); or leave it out."))
        }
        guard mistakes.isEmpty else {
            if try await store.isResult(push.sha, of: push.repository) { return .result }
            try await refuse(push, mistakes)
            return .mistakes(mistakes)
        }
        if directives.asksForSweep { return try await takeSweep(push, directives) }
        let taken = try await store.take(run(for: push, directives, settings))
        switch taken {
        case .new(let run):
            logger.info("took a run", metadata: ["run": "\(run.id)", "repository": "\(run.request.repository)"])
            await announce(run)
            if run.undecided == nil, let limit = tooLarge(run, routing(settings), QueuePolicy(settings, for: [run])) {
                return .taken(try await fail(run.id, limit), known: false)
            }
            if let project = push.project, settings.supersedes(in: project) {
                try await supersede(for: run.id.text, on: run.branches, of: run.request.repository) { $0.id == run.id }
            }
            poke()
            return .taken(run, known: false)
        case .known(let run, let joined):
            if joined {
                await announce(run)
                poke()
            }
            return .taken(run, known: true)
        case .result:
            return .result
        }
    }

    private nonisolated func run(for push: TakenPush, _ directives: Directives, _ settings: ServiceSettings) -> Run {
        let said = ResourceDefaults(
            vcpus: directives.vcpus, memoryMiB: directives.memoryMiB, gpus: directives.gpus, timeoutSeconds: directives.timeoutSeconds)
        var random = SystemRandomNumberGenerator()
        var run = Run(
            id: RunID(at: now(), using: &random),
            request: RunRequest(
                repository: push.repository, sha: push.sha, experiment: directives.experiment, dvcArgs: directives.dvcArgs),
            cloneURL: push.cloneURL, destination: push.destination, branches: [push.branch], resources: Resources(),
            deadlineSeconds: 0, on: directives.on,
            requestedBy: push.requestedBy, subject: String(push.message.prefix { !$0.isNewline }.prefix(200)), acceptedAt: now(),
            cause: "pushed to \(push.branch)")
        run.decide(said.completed(by: push.resources ?? ResourceDefaults()).completed(by: settings.defaults(of: push.project)))
        if push.resources == nil, !said.isComplete { run.undecided = said }
        return run
    }

    /// No executor can ever hold it: said at once, instead of waiting for ever.
    nonisolated func tooLarge(_ run: Run, _ routing: Routing, _ policy: QueuePolicy) -> Failure? {
        if let shortage = routing.shortage(of: run) {
            return Failure(
                .requestTooLarge, "No executor here can ever hold this run: \(shortage).",
                remedy: "Ask for less, or declare larger slots (`local:` in bunsen.yaml).")
        }
        guard let limit = policy.passed(by: run) else { return nil }
        return Failure(
            .requestTooLarge, "This run can never start: \(limit).",
            remedy: "Ask for less, or have `limits` raised in the service's settings.")
    }

    func fail(_ id: RunID, _ failure: Failure) async throws -> Run {
        let time = now()
        return try await change(id) { run in
            run.failure = failure
            try run.move(to: .failed(failure.reason), at: time, because: failure.message)
            run.report = Self.report(of: run, at: time)
        }
    }

    /// Takes older runs of the same branch out of the queue; what an executor has heard of goes on.
    ///
    /// - Parameters:
    ///   - name: of what takes their place.
    ///   - isOwn: whether a run is of that.
    func supersede(
        for name: String, on branches: [BranchName], of repository: RepositoryName, except isOwn: (Run) -> Bool
    ) async throws {
        for old in try await store.openRuns()
        where !isOwn(old) && old.request.repository == repository && old.branches == branches && old.attempts.isEmpty {
            let time = now()
            try await change(old.id) { run in
                guard run.state == .accepted, run.attempts.isEmpty, run.branches == branches else { return }
                try run.move(to: .superseded, at: time, because: "\(name) is newer on \(branches[0])")
                run.report = Self.report(of: run, at: time)
            }
        }
    }

    nonisolated func refuse(_ push: TakenPush, _ mistakes: [Diagnostic]) async throws {
        let refusal = Refusal(
            repository: push.repository, cloneURL: push.cloneURL, branch: push.branch, sha: push.sha, at: now(), diagnostics: mistakes)
        // Said on the commit by the outbox: whoever pushes does not wait for that.
        if try await store.record(refusal) { poke() }
    }

    /// The line of a `Bunsen-Run:` trailer.
    private static func resultTrailer(in message: String) -> Int? {
        let lines = message.utf8.split(separator: 10, omittingEmptySubsequences: false)
        return lines.firstIndex { $0.starts(with: "Bunsen-Run:".utf8) }.map { $0 + 1 }
    }
}
