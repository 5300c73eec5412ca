package import FoundationEssentials

/// Many runs of one commit that differ in their parameters, asked for at once and told of as one.
package struct Sweep: Sendable, Equatable, Codable, Identifiable {
    package let id: SweepID
    /// What makes two requests the same sweep, in hex digits: redelivered, it is taken once.
    package let key: String
    package let repository: RepositoryName
    package let sha: CommitSHA
    package let cloneURL: String
    package var branches: [BranchName]
    /// What was asked for, as an argv with several values in it.
    package let args: [String]
    /// As the message has them, until the sweep's file has been read for the rest.
    package var options: SweepOptions
    package var requestedBy: String?
    /// The commit's subject line.
    package var subject: String
    package let acceptedAt: Date
    /// Where its commit comes from, as its runs have it.
    package let destination: Run.Destination
    /// What the message alone says of each run's resources.
    package let said: ResourceDefaults
    /// An executor or queue by name.
    package let on: String?
    /// How many runs it has; nil until its commit has been read, and its runs are stored.
    package var count: Int?
    /// Why it has no runs, and never will.
    package var problem: String?
    /// Somebody has asked for the end of all of it.
    package var cancelRequested = false
    /// Its end was told everywhere; nil while there is something to do or to tell.
    package var closedAt: Date?

    package init(
        id: SweepID, repository: RepositoryName, sha: CommitSHA, cloneURL: String, branches: [BranchName], args: [String],
        options: SweepOptions, destination: Run.Destination = .origin, said: ResourceDefaults = ResourceDefaults(), on: String? = nil,
        requestedBy: String? = nil, subject: String, acceptedAt: Date
    ) {
        self.id = id
        self.repository = repository
        self.sha = sha
        self.cloneURL = cloneURL
        self.branches = branches
        self.args = args
        self.options = options
        self.destination = destination
        self.said = said
        self.on = on
        self.requestedBy = requestedBy
        self.subject = subject
        self.acceptedAt = acceptedAt
        key = ContentHash.hexadecimal(["sweep/1", repository.text, sha.text, options.printed] + args)
    }

    /// Its commit is still to be read.
    package var isUnprepared: Bool { count == nil && problem == nil }

    /// What a run knows of the sweep that it was made for.
    package struct Membership: Sendable, Hashable, Codable {
        package var id: SweepID
        /// From 1.
        package var number: Int
        package var parameters: [SweepParameter]
        /// How many runs of the sweep may be under way at once.
        package var jobs: Int?

        /// `k3v9x2ma-7`, where the sweep gives no name of its own: the end of its id, and the number.
        package var experimentName: String { "\(id.text.suffix(8))-\(number)" }

        package init(id: SweepID, number: Int, parameters: [SweepParameter], jobs: Int? = nil) {
            self.id = id
            self.number = number
            self.parameters = parameters
            self.jobs = jobs
        }
    }
}

/// Where one run of a sweep stands: what the leaderboard needs of it, kept beside the run so that a thousand reports need not
/// be read for one page.
package struct Standing: Sendable, Equatable, Codable {
    package var number: Int
    package var run: RunID
    package var parameters: [SweepParameter]
    /// As ``RunState/name`` has it.
    package var state: String
    package var reason: FailureReason?
    /// Running time of all its attempts that have ended, in seconds.
    package var seconds: Double?
    /// The sweep's metric, or where it names none, the first ones of the report.
    package var metrics: [MetricChange]
    /// Names of metrics that the report has, for who asks for one that is none of them.
    package var others: [String]?
    /// How the result is called among the experiments.
    package var experiment: String?
    package var commit: CommitSHA?

    /// As many metrics are kept where the sweep names none, and as many names of others.
    private static let most = 12

    package init(of run: Run, number: Int, parameters: [SweepParameter], metric: MetricName?) {
        self.number = number
        self.run = run.id
        self.parameters = parameters
        state = run.state.name
        if case .failed(let reason) = run.state { self.reason = reason }
        let spans = run.attempts.compactMap { attempt in
            attempt.startedAt.flatMap { start in attempt.endedAt.map { $0.timeIntervalSince(start) } }
        }
        seconds = spans.isEmpty ? nil : spans.reduce(0, +)
        let all = run.report?.metrics ?? []
        metrics = Array((metric.map { metric in all.filter(metric.names) } ?? all).prefix(Self.most))
        if metrics.isEmpty, !all.isEmpty { others = all.prefix(Self.most).map { "\($0.file):\($0.name)" } }
        experiment = run.report?.experiment
        commit = run.result?.commit
    }

    package var isEnded: Bool { ["succeeded", "cached", "failed", "cancelled", "superseded"].contains(state) }
    package var isGood: Bool { ["succeeded", "cached"].contains(state) }
}
