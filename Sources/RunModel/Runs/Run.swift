package import FoundationEssentials

/// One run: what was asked for, where it stands, and how it came there. All its attempts and all its history are in it.
package struct Run: Sendable, Equatable, Codable, Identifiable {
    package let id: RunID
    package let key: RunKey
    package let request: RunRequest
    /// Where the job fetches the commit and publishes the result: a URL or a path.
    package var cloneURL: String
    /// Where the result goes.
    package var destination: Destination
    /// The branches whose push asked for this commit, in the order in which they came.
    package var branches: [BranchName]
    package var resources: Resources
    /// The longest that all attempts together may run, in seconds.
    package var deadlineSeconds: Int
    /// What the message alone has said of resources, until `.bunsen.yaml` at the commit is read for the rest; nil when that is
    /// done. A push that comes through a webhook does not bring the file.
    package var undecided: ResourceDefaults?
    /// An executor or queue by name (`:ACME_ON:`).
    package var on: String?
    /// Who pushed, where the way in tells.
    package var requestedBy: String?
    /// The sweep that it was made for.
    package var sweep: Sweep.Membership?
    /// The head commit's subject line, for lists.
    package var subject: String
    package private(set) var state: RunState
    package private(set) var history: [Change]
    package var attempts: [Attempt]
    /// How many attempts there were when the run was last asked for anew.
    private var countedFrom: Int?
    package var result: Result?
    package var failure: Failure?
    package var report: Report?
    /// Set when somebody has asked for the end of a run that still has a job.
    package var cancelRequested: Bool

    package init(
        id: RunID, request: RunRequest, cloneURL: String, destination: Destination, branches: [BranchName],
        resources: Resources, deadlineSeconds: Int, on: String? = nil, requestedBy: String? = nil, subject: String,
        acceptedAt: Date, cause: String
    ) {
        self.id = id
        self.key = RunKey(request)
        self.request = request
        self.cloneURL = cloneURL
        self.destination = destination
        self.branches = branches
        self.resources = resources
        self.deadlineSeconds = deadlineSeconds
        self.on = on
        self.requestedBy = requestedBy
        self.subject = subject
        state = .accepted
        history = [Change(time: acceptedAt, state: .accepted, cause: cause)]
        attempts = []
        cancelRequested = false
    }

    /// Changes the state and writes it into the history; an unlawful change throws and leaves the run as it was.
    package mutating func move(to next: RunState, at time: Date, because cause: String) throws(UnlawfulChange) {
        guard state.mayBecome(next) else { throw UnlawfulChange(run: id, from: state, to: next) }
        state = next
        history.append(Change(time: time, state: next, cause: cause))
    }

    /// Whose runs it waits among, within its repository: those of one author, or of one sweep. Lanes go on side by side.
    package var lane: String { "\(requestedBy ?? "")\(sweep.map { " \($0.id)" } ?? "")" }

    package var acceptedAt: Date { history[0].time }
    package var endedAt: Date? { state.isEnded ? history.last?.time : nil }

    /// The attempts since somebody last asked for the run: what deadline and retries count.
    package var countedAttempts: [Attempt] { Array(attempts.dropFirst(countedFrom ?? 0)) }

    /// Whether its job may be set up ahead of its slot: once, as one that no slot came free for has waited in vain.
    package var mayStartAhead: Bool { state == .accepted && resources.gpus == 0 && !attempts.contains { $0.isAhead == true } }

    /// Whether it holds a part of its executor's capacity.
    package var takesSlot: Bool { state.isActive && attempts.last?.holdsNothing != true }

    /// Whether its job is set up beside the capacity, and waits for its slot.
    package var waitsAhead: Bool { state == .submitted && attempts.last?.isAhead == true && attempts.last?.job != nil }

    /// Whether some attempt was more than a look.
    package var hasBegun: Bool { attempts.contains { !$0.holdsNothing } }

    /// Whether it may be looked, without a slot, if the answer is known: once. A sweep's run is hardly ever known, and looking
    /// for hundreds of them would cost those that run.
    package var mayLook: Bool {
        state == .accepted && sweep == nil && !countedAttempts.contains { $0.onlyLooks == true }
            && !DVCArguments(request.dvcArgs, experiment: request.experiment).forcesStages
    }

    /// All time and all retries are there again.
    package mutating func startOver() { countedFrom = attempts.count }

    /// Running time over the counted attempts until `now`, in seconds: what the deadline counts.
    package func runningSeconds(at now: Date) -> Double {
        countedAttempts.reduce(0) { sum, attempt in
            guard let started = attempt.startedAt else { return sum }
            return sum + (attempt.endedAt ?? now).timeIntervalSince(started)
        }
    }

    package struct Change: Sendable, Equatable, Codable {
        package let time: Date
        package let state: RunState
        package let cause: String
    }

    /// One job that an executor was given for this run.
    package struct Attempt: Sendable, Equatable, Codable {
        package let number: Int
        package let executor: String
        /// The executor's own name for the job, once it has one.
        package var job: String?
        /// Tells the job's own log lines from its stages'; unknown to the stages.
        package let nonce: String
        /// It was only to find out whether the answer is known, and held no slot; nil is no.
        package var onlyLooks: Bool?
        /// Its job is set up, and waits for its slot to run the first stage; false once it has the slot, nil where it never waited.
        package var isAhead: Bool?
        package var submittedAt: Date
        /// What its job was given; nil in what older versions stored, where it is the run's.
        package var resources: Resources?
        /// How many stages were done or found done at its end, where that is known.
        package var stagesDone: Int?
        package var startedAt: Date?
        package var endedAt: Date?
        package var failure: Failure?

        /// It is beside the executor's capacity.
        package var holdsNothing: Bool { onlyLooks == true || isAhead == true }

        package init(number: Int, executor: String, nonce: String, submittedAt: Date) {
            self.number = number
            self.executor = executor
            self.nonce = nonce
            self.submittedAt = submittedAt
        }
    }

    /// Where a run's result goes.
    package enum Destination: String, Sendable, Equatable, Codable {
        /// The pushed branch, or for an experiment a branch and `refs/exps` beside it.
        case origin
        /// `refs/exps` only: a commit that is not on `origin`, run from somebody's clone.
        case experimentRef = "experiment_ref"
    }

    package struct Result: Sendable, Equatable, Codable {
        package var ref: String
        package var commit: CommitSHA
        package var published: [Publication]

        package init(ref: String, commit: CommitSHA, published: [Publication]) {
            self.ref = ref
            self.commit = commit
            self.published = published
        }
    }

    package struct UnlawfulChange: Error, Equatable, CustomStringConvertible {
        package let run: RunID
        package let from: RunState
        package let to: RunState
        package var description: String { "\(run): cannot go from \(from.name) to \(to.name)" }
    }
}
