package import FoundationEssentials
package import RunModel

/// What places and runs jobs: this machine's slots, AWS Batch, Slurm. Every executor passes one conformance suite.
package protocol Executor: Sendable {
    /// The name in settings, in `:ACME_ON:` and in attempts.
    var name: String { get }
    /// All that it can ever give one job; nil where it has no limit of its own.
    var capacity: Resources? { get }

    /// Whether a job that runs no stage may be started beside the capacity (``Run/Attempt/onlyLooks``).
    var looksBesideCapacity: Bool { get }

    /// Whether a job may be set up beside the capacity, and wait there for its slot (``Run/Attempt/isAhead``).
    var startsAhead: Bool { get }
    /// Lets a job that was set up ahead run its stages. Done again, it changes nothing.
    func release(_ job: String) async throws(ExecutorError)

    /// Starts a job; the same run and attempt submitted twice gives one job and one name.
    func submit(_ submission: Submission) async throws(ExecutorError) -> String
    /// The jobs that are about to be asked for, all that the caller waits for: so that one call to a service can tell of many.
    func expect(_ jobs: [String]) async
    /// What is known of a job now. Asked again after a restart of the service, too.
    func observe(_ job: String) async throws(ExecutorError) -> Observation
    /// Asks a job to stop (SIGTERM to it, which stops its pipeline), and ends all of its processes after `grace` seconds.
    func stop(_ job: String, grace: Int) async throws(ExecutorError)
    /// The jobs that carry Bunsen's mark and have not ended.
    func list() async throws(ExecutorError) -> [String]
    /// When nobody has a claim on a listed job any more: its deadline and the time for ending; nil where that is not known.
    func leaseEnd(of job: String) async throws(ExecutorError) -> Date?
    /// The log from byte `offset` on, at most `limit` bytes; empty at the end of what is there now.
    func log(_ job: String, from offset: Int, limit: Int) async throws(ExecutorError) -> [UInt8]
    /// Names of jobs of which there is news (an end, mostly), so that nobody waits for the next look.
    func changes() -> AsyncStream<String>
}

extension Executor {
    package var looksBesideCapacity: Bool { false }
    package var startsAhead: Bool { false }
    package func release(_ job: String) {}
    package func expect(_ jobs: [String]) {}
}

/// One attempt, ready to be started.
package struct Submission: Sendable {
    package var run: Run
    package var attempt: Run.Attempt
    /// Seconds that the attempt may take: what is left of the run's deadline.
    package var secondsLeft: Int
    package var project: ProjectSettings?
    /// It was submitted before, and nothing was heard of it.
    package var mayBeKnown: Bool
    /// How long a job that is set up ahead waits for its slot.
    package static let aheadSeconds = 600

    package init(run: Run, attempt: Run.Attempt, secondsLeft: Int, project: ProjectSettings?, mayBeKnown: Bool = false) {
        self.run = run
        self.attempt = attempt
        self.secondsLeft = secondsLeft
        self.project = project
        self.mayBeKnown = mayBeKnown
    }
}

/// What an executor knows of a job.
package enum Observation: Sendable, Equatable {
    /// Not started yet, and why.
    case waiting(String)
    case running(since: Date?, progress: JobProgress)
    case ended(Evidence)
    /// The executor has never heard of it, or has forgotten it.
    case unknown
}

/// How far a job has come, read from its log.
package struct JobProgress: Sendable, Equatable, Codable {
    package var step: JobStep?
    package var stage: JobEvent.StageProgress?

    package init(step: JobStep? = nil, stage: JobEvent.StageProgress? = nil) {
        self.step = step
        self.stage = stage
    }
}

/// What an executor could not do.
package struct ExecutorError: Error, Sendable, CustomStringConvertible {
    package var failure: Failure
    /// Whether the same call may go through later.
    package var isTransient: Bool

    package init(_ failure: Failure, isTransient: Bool) {
        self.failure = failure
        self.isTransient = isTransient
    }

    package var description: String { "\(failure.message) \(failure.remedy)" }
}
