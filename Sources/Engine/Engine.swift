package import FoundationEssentials
package import Logging
package import RunModel

/// Takes pushes, hands runs to executors, watches their jobs, and sees that every end is told. All that it knows is in
/// the store: a restarted engine goes on where it was.
package actor Engine {
    let store: any RunStore
    let executors: [any Executor]
    let forge: any Forge
    /// nil: nobody is told of anything outside of the forge.
    let messenger: (any Messenger)?
    let settings: @Sendable () -> ServiceSettings
    let now: @Sendable () -> Date
    let logger: Logger
    /// How long a submission may take, in seconds: one without an answer is made again only then. 0 where this engine is the only
    /// one, so that whoever submitted it is no more.
    let resubmitAfter: Double
    /// Awaited after every change that is in the store; crash drills stop the service there.
    let didChange: @Sendable (Run) async -> Void
    /// How often in a row an executor did not know a job, by the job's name.
    var unknownLooks: [String: UnknownLooks] = [:]
    /// Seconds between two such looks.
    static let lookSpacing: Double = 10
    /// How many waiting runs of one repository a round looks at.
    static let front = 50
    var progress: [RunID: JobProgress] = [:]
    /// Why an executor has not started a job yet.
    var waiting: [RunID: String] = [:]
    var shown: [RunID: Shown] = [:]
    var shownSweeps: [SweepID: ShownSweep] = [:]
    /// How often a sweep's commit could not be read, and when it is tried again.
    var nextSweepReadings: [SweepID: SweepReading] = [:]
    /// How often `.bunsen.yaml` could not be read for a run, and when its repository is asked again.
    var undecidedTries: [RunID: Int] = [:]
    var nextReadings: [RepositoryName: Date] = [:]
    /// Put off when a forge could not be told of mistakes.
    var nextRefusals = Date.distantPast
    /// When executors are next asked for jobs that nobody waits for.
    var nextReaping = Date.distantPast
    /// The queue as it was last worked out for somebody who asked.
    var lastQueue: LastQueue?
    /// Whether the last round has seen a run that has not ended.
    var isBusy = false
    private let bell = Bell()

    package init(
        store: any RunStore, executors: [any Executor], forge: any Forge, messenger: (any Messenger)? = nil,
        settings: @escaping @Sendable () -> ServiceSettings, now: @escaping @Sendable () -> Date, logger: Logger,
        resubmitAfter: Double = 0, didChange: @escaping @Sendable (Run) async -> Void = { _ in }
    ) {
        self.store = store
        self.executors = executors
        self.forge = forge
        self.messenger = messenger
        self.settings = settings
        self.now = now
        self.logger = logger
        self.resubmitAfter = resubmitAfter
        self.didChange = didChange
    }

    struct UnknownLooks {
        var count: Int
        var last: Date
    }

    /// One whole round: start what may start, look at what runs, deliver what is to be told.
    package func tick() async throws {
        try await round()
        try await tell()
        try await sendMessages()
    }

    private func round() async throws {
        try await watch()
        try await sweep()
        try await dispatch()
        try await reap()
    }

    private func tell() async throws {
        try await showProgress()
        try await tellSweeps()
        try await deliver()
    }

    /// Works until the task is cancelled. Jobs go on then; a later engine finds them in the store.
    package func run() async {
        let (rounds, round) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let (deliveries, delivery) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let (mails, mail) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        bell.setWakes([round, delivery, mail])
        await withTaskGroup(of: Void.self) { group in
            for executor in executors {
                group.addTask { for await _ in executor.changes() { round.yield() } }
            }
            group.addTask {
                await self.follow(rounds, "a round") { try await self.round() }
            }
            // Apart from the rounds: a forge that hangs must not keep jobs from starting.
            group.addTask { await self.follow(deliveries, "delivering") { try await self.tell() } }
            group.addTask { await self.follow(mails, "sending messages") { try await self.sendMessages() } }
            poke()
            var seconds = 0
            while (try? await Task.sleep(for: .seconds(1))) != nil {
                seconds += 1
                // An idle service looks now and then only: for a report to try again, and for what another process changed.
                if isBusy || seconds % 10 == 0 { poke() }
            }
            group.cancelAll()
        }
        bell.setWakes([])
    }

    /// Something has changed that the next round should see at once.
    package nonisolated func poke() { bell.poke() }

    private func follow(_ wakes: AsyncStream<Void>, _ what: String, _ work: @Sendable () async throws -> Void) async {
        for await _ in wakes {
            let start = ContinuousClock.now
            await attempt(what, work)
            // In a flood each push wakes us: most of the time is for taking them.
            try? await Task.sleep(for: min((ContinuousClock.now - start) * 5, .milliseconds(100)))
        }
    }

    private func attempt(_ what: String, _ work: @Sendable () async throws -> Void) async {
        do {
            try await work()
        } catch is CancellationError {
        } catch {
            logger.error("the engine could not do its work; it tries again", metadata: ["what": "\(what)", "error": "\(error)"])
        }
    }

    /// How far a running job has come.
    package func progress(of id: RunID) -> JobProgress? { progress[id] }

    /// Why a submitted job has not started, by its executor; nil where that is not known.
    package func waitReason(of id: RunID) -> String? { waiting[id] }

    /// Names of runs as they change. A listener that does not keep up loses the oldest names, never the newest.
    package nonisolated func updates() -> AsyncStream<RunID> { bell.updates() }

    /// Changes a run in the store, then tells everybody.
    @discardableResult
    func change(_ id: RunID, _ body: @Sendable (inout Run) throws -> Void) async throws -> Run {
        let run = try await store.update(id, body)
        await announce(run)
        poke()
        return run
    }

    nonisolated func announce(_ run: Run) async {
        await didChange(run)
        bell.ring(for: run.id)
    }
}
