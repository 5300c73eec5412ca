package import Engine
package import FoundationEssentials
package import RunModel

/// A run as the API, the command line and scripts see it. Every key is always there, `null` where there is nothing.
package struct RunDocument: Sendable, Equatable, Codable {
    package var id: RunID
    package var key: RunKey
    /// A ``RunState``'s name.
    package var state: String
    /// Why the run did not give a result; a ``FailureReason``.
    package var reason: String?
    /// How many there were.
    package var attempts: Int
    package var trigger: Trigger
    package var result: Result?
    package var stages: [StageOutcome]
    /// Nil until the run has ended, and in lists.
    package var report: Report?

    package var subject: String
    package var branches: [String]
    package var requestedBy: String?
    package var resources: Resources
    package var deadlineSeconds: Int
    /// The sweep that it was made for.
    package var sweep: Place?
    package var acceptedAt: Date
    package var startedAt: Date?
    package var endedAt: Date?
    /// Between two attempts: when the next may start.
    package var waitingUntil: Date?
    /// Its place in the queue of its executor, from 1.
    package var queuePlace: Int?
    /// Why it waits: for what, or until when.
    package var queueReason: String?
    package var progress: JobProgress?
    package var cancelRequested: Bool
    package var failure: Failure?
    package var history: [Change]

    package var isEnded: Bool { endedAt != nil }
    package var isGood: Bool { state == RunState.succeeded.name || state == RunState.cached.name }

    package struct Trigger: Sendable, Equatable, Codable {
        package var repository: String
        package var branch: String?
        package var commit: String
    }

    package struct Result: Sendable, Equatable, Codable {
        package var ref: String
        package var commit: String
        /// Where the result went, by short name where that is a branch.
        package var branch: String?
        package var published: [Publication]
    }

    /// A run's place in its sweep.
    package struct Place: Sendable, Equatable, Codable {
        package var id: SweepID
        package var number: Int
        package var parameters: [SweepParameter]
    }

    package struct Change: Sendable, Equatable, Codable {
        package var time: Date
        package var state: String
        package var cause: String
    }

    package init(_ run: Run, progress: JobProgress? = nil, place: QueueView.Place? = nil, waiting: String? = nil, inList: Bool = false) {
        id = run.id
        key = run.key
        state = run.state.name
        attempts = run.attempts.count
        trigger = Trigger(
            repository: run.request.repository.text, branch: run.branches.first?.text, commit: run.request.sha.text)
        result = run.result.map { Result($0) }
        stages = run.report?.stages ?? progress?.stage.map { [$0.stage] } ?? []
        report = inList ? nil : run.report
        subject = run.subject
        branches = run.branches.map(\.text)
        requestedBy = run.requestedBy
        resources = run.resources
        deadlineSeconds = run.deadlineSeconds
        sweep = run.sweep.map { Place(id: $0.id, number: $0.number, parameters: $0.parameters) }
        acceptedAt = run.acceptedAt
        startedAt = run.attempts.first { $0.startedAt != nil }?.startedAt
        endedAt = run.endedAt
        if case .waiting(let until) = run.state { waitingUntil = until }
        if case .failed(let why) = run.state { reason = why.rawValue }
        queuePlace = place?.number
        queueReason = place?.reason ?? waiting
        self.progress = run.state.isActive ? progress : nil
        cancelRequested = run.cancelRequested
        failure = run.state.isGood ? nil : run.failure
        history = inList ? [] : run.history.map { Change(time: $0.time, state: $0.state.name, cause: $0.cause) }
    }

    private enum CodingKeys: String, CodingKey {
        case id, key, state, reason, attempts, trigger, result, stages, report, subject, branches, resources, progress
        case failure, history, sweep
        case requestedBy = "requested_by"
        case deadlineSeconds = "deadline_s"
        case acceptedAt = "accepted_at"
        case startedAt = "started_at"
        case endedAt = "ended_at"
        case waitingUntil = "waiting_until"
        case queuePlace = "queue_place"
        case queueReason = "queue_reason"
        case cancelRequested = "cancel_requested"
    }

    /// By hand because a synthesized one leaves out what is nil, and scripts rely on the keys.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(key, forKey: .key)
        try container.encode(state, forKey: .state)
        try container.encode(reason, forKey: .reason)
        try container.encode(attempts, forKey: .attempts)
        try container.encode(trigger, forKey: .trigger)
        try container.encode(result, forKey: .result)
        try container.encode(stages, forKey: .stages)
        try container.encode(report, forKey: .report)
        try container.encode(subject, forKey: .subject)
        try container.encode(branches, forKey: .branches)
        try container.encode(requestedBy, forKey: .requestedBy)
        try container.encode(resources, forKey: .resources)
        try container.encode(deadlineSeconds, forKey: .deadlineSeconds)
        try container.encode(sweep, forKey: .sweep)
        try container.encode(acceptedAt, forKey: .acceptedAt)
        try container.encode(startedAt, forKey: .startedAt)
        try container.encode(endedAt, forKey: .endedAt)
        try container.encode(waitingUntil, forKey: .waitingUntil)
        try container.encode(queuePlace, forKey: .queuePlace)
        try container.encode(queueReason, forKey: .queueReason)
        try container.encode(progress, forKey: .progress)
        try container.encode(cancelRequested, forKey: .cancelRequested)
        try container.encode(failure, forKey: .failure)
        try container.encode(history, forKey: .history)
    }
}

extension RunDocument.Trigger {
    private enum Keys: String, CodingKey { case repository, branch, commit }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(repository, forKey: .repository)
        try container.encode(branch, forKey: .branch)
        try container.encode(commit, forKey: .commit)
    }
}

extension RunDocument.Result {
    private enum Keys: String, CodingKey { case ref, commit, branch, published }

    init(_ result: Run.Result) {
        ref = result.ref
        commit = result.commit.text
        published = result.published
        let place = result.published.map(\.ref).first { $0.hasPrefix("refs/heads/") }
        branch = place.map { String($0.dropFirst("refs/heads/".count)) }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(ref, forKey: .ref)
        try container.encode(commit, forKey: .commit)
        try container.encode(branch, forKey: .branch)
        try container.encode(published, forKey: .published)
    }
}
