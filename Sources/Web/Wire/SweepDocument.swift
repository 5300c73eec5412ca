package import FoundationEssentials
package import RunModel

/// A sweep as the API, the command line and scripts see it. Every key is always there, `null` where there is nothing.
package struct SweepDocument: Sendable, Equatable, Codable {
    package var id: SweepID
    /// `preparing`, `running`, `succeeded`, `failed` (some run has no result) or `cancelled`.
    package var state: String
    package var repository: String
    package var commit: String
    package var branches: [String]
    package var subject: String
    package var requestedBy: String?
    /// What was asked for, as an argv.
    package var args: [String]
    /// As an `ACME_SWEEP` line has them.
    package var options: String
    package var acceptedAt: Date
    package var endedAt: Date?
    package var cancelRequested: Bool
    /// Why it has no runs.
    package var problem: String?
    package var counts: Leaderboard.Counts
    /// The parameters that vary.
    package var parameters: [String]
    /// What is ranked by, `FILE:NAME`; nil until some run has one.
    package var metric: String?
    /// `min` or `max`.
    package var goal: String
    package var remarks: [String]
    /// Best first.
    package var runs: [Row]

    package struct Row: Sendable, Equatable, Codable {
        package var number: Int
        package var rank: Int?
        package var run: RunID
        package var state: String
        package var reason: String?
        package var parameters: [String: String]
        package var value: Scalar?
        /// What the base has.
        package var base: Scalar?
        package var delta: Double?
        package var seconds: Double?
        package var experiment: String?
        package var commit: String?
    }

    package init(_ sweep: Sweep, _ board: Leaderboard) {
        id = sweep.id
        state = Self.state(sweep, board.counts)
        repository = sweep.repository.text
        commit = sweep.sha.text
        branches = sweep.branches.map(\.text)
        subject = sweep.subject
        requestedBy = sweep.requestedBy
        args = sweep.args
        options = sweep.options.printed
        acceptedAt = sweep.acceptedAt
        endedAt = sweep.closedAt
        cancelRequested = sweep.cancelRequested
        problem = sweep.problem
        counts = board.counts
        parameters = board.parameters
        metric = board.metric?.description
        goal = board.goal.rawValue
        remarks = board.remarks
        runs = board.rows.map(Row.init)
    }

    package var isEnded: Bool { !["preparing", "running"].contains(state) }

    private static func state(_ sweep: Sweep, _ counts: Leaderboard.Counts) -> String {
        if sweep.problem != nil { return sweep.cancelRequested ? "cancelled" : "failed" }
        if sweep.isUnprepared { return "preparing" }
        if !counts.isEnded { return "running" }
        if counts.failed > 0 { return "failed" }
        return counts.cancelled > 0 ? "cancelled" : "succeeded"
    }

    private enum CodingKeys: String, CodingKey {
        case id, state, repository, commit, branches, subject, args, options, problem, counts, parameters, metric, goal, remarks, runs
        case requestedBy = "requested_by"
        case acceptedAt = "accepted_at"
        case endedAt = "ended_at"
        case cancelRequested = "cancel_requested"
    }

    /// By hand because a synthesized one leaves out what is nil, and scripts rely on the keys.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(state, forKey: .state)
        try container.encode(repository, forKey: .repository)
        try container.encode(commit, forKey: .commit)
        try container.encode(branches, forKey: .branches)
        try container.encode(subject, forKey: .subject)
        try container.encode(requestedBy, forKey: .requestedBy)
        try container.encode(args, forKey: .args)
        try container.encode(options, forKey: .options)
        try container.encode(acceptedAt, forKey: .acceptedAt)
        try container.encode(endedAt, forKey: .endedAt)
        try container.encode(cancelRequested, forKey: .cancelRequested)
        try container.encode(problem, forKey: .problem)
        try container.encode(counts, forKey: .counts)
        try container.encode(parameters, forKey: .parameters)
        try container.encode(metric, forKey: .metric)
        try container.encode(goal, forKey: .goal)
        try container.encode(remarks, forKey: .remarks)
        try container.encode(runs, forKey: .runs)
    }
}

extension SweepDocument.Row {
    init(_ row: Leaderboard.Row) {
        number = row.standing.number
        rank = row.rank
        run = row.standing.run
        state = row.standing.state
        reason = row.standing.reason?.rawValue
        parameters = Dictionary(row.standing.parameters.map { ($0.name, $0.value) }) { $1 }
        value = row.metric?.after
        base = row.metric?.before
        delta = row.metric?.delta
        seconds = row.standing.seconds
        experiment = row.standing.experiment
        commit = row.standing.commit?.text
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(number, forKey: .number)
        try container.encode(rank, forKey: .rank)
        try container.encode(run, forKey: .run)
        try container.encode(state, forKey: .state)
        try container.encode(reason, forKey: .reason)
        try container.encode(parameters, forKey: .parameters)
        try container.encode(value, forKey: .value)
        try container.encode(base, forKey: .base)
        try container.encode(delta.flatMap { $0.isFinite ? $0 : nil }, forKey: .delta)
        try container.encode(seconds, forKey: .seconds)
        try container.encode(experiment, forKey: .experiment)
        try container.encode(commit, forKey: .commit)
    }

    private enum CodingKeys: String, CodingKey {
        case number, rank, run, state, reason, parameters, value, base, delta, seconds, experiment, commit
    }
}

/// `GET /api/v1/sweeps`
package struct SweepList: Sendable, Codable {
    package var sweeps: [SweepDocument]
    package init(sweeps: [SweepDocument]) { self.sweeps = sweeps }
}
