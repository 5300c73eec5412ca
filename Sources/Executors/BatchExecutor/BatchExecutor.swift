package import AWS
package import Engine
package import FoundationEssentials
package import Logging
package import RunModel

/// Runs jobs on a job queue of AWS Batch. All that it must know after a restart stands in Batch itself: the job's name follows
/// from its attempt, its spec is in its environment.
package actor BatchExecutor: Executor {
    package nonisolated let name: String
    nonisolated let settings: @Sendable () -> ServiceSettings
    nonisolated let queue: @Sendable () -> BatchSettings
    nonisolated let batch: Batch
    nonisolated let logs: CloudWatchLogs
    nonisolated let now: @Sendable () -> Date
    nonisolated let pause: @Sendable (Double) async throws -> Void
    nonisolated let logDelay: Double
    nonisolated let logger: Logger
    /// By job.
    var seen: [String: SeenJob] = [:]
    var readers: [String: LogFollower] = [:]
    var indexes: [String: LogIndex] = [:]
    /// By the job's name.
    var submitting: [String: Task<String, any Error>] = [:]
    /// Jobs by their names, for as many as that.
    var submitted: [String: String] = [:]
    static let remembered = 4096
    var definitions: [String: (shape: DefinitionShape, at: Date)] = [:]
    /// Why nothing starts, by what is asked for.
    var diagnoses: [Resources: (text: String?, at: Date)] = [:]
    var logBudget = LogBudget()
    private var listeners: [UUID: AsyncStream<String>.Continuation] = [:]
    private var poller: Task<Void, Never>?

    /// - Parameters:
    ///   - queue: asked anew for every job.
    ///   - pause: waits so many seconds.
    ///   - logDelay: how long the last lines of a log may take to arrive after the job's end, in seconds.
    package init(
        name: String, queue: @escaping @Sendable () -> BatchSettings, settings: @escaping @Sendable () -> ServiceSettings, batch: Batch,
        logs: CloudWatchLogs, now: @escaping @Sendable () -> Date = { Date() },
        pause: @escaping @Sendable (Double) async throws -> Void = { try await Task.sleep(for: .seconds($0)) },
        logDelay: Double = 30, logger: Logger
    ) {
        self.name = name
        self.queue = queue
        self.settings = settings
        self.batch = batch
        self.logs = logs
        self.now = now
        self.pause = pause
        self.logDelay = logDelay
        self.logger = logger
    }

    deinit { poller?.cancel() }

    /// What a machine of the queue can hold, Batch says itself.
    package nonisolated var capacity: Resources? { nil }

    package func stop(_ job: String, grace: Int) async throws(ExecutorError) {
        guard JobName.isID(job) else { return }
        if let known = seen[job]?.job, known.hasEnded { return }
        do {
            // The time until SIGKILL is Batch's own: 30 s.
            try await batch.terminateJob(job, reason: "stopped by Bunsen")
            seen[job]?.isStale = true
        } catch let error as AWSError where error.kind == .refused && error.code == "ClientException" {
            // One that Batch has forgotten.
        } catch {
            throw Self.trouble("stop the job \(job)", error)
        }
    }

    package func list() async throws(ExecutorError) -> [String] {
        do {
            var found: [String] = []
            // By state, because the filter by name would bring all that ended within a week.
            for status in BatchStatus.allCases where status != .succeeded && status != .failed {
                var question = ListJobsRequest(jobQueue: queue().queue, jobStatus: status)
                repeat {
                    let page = try await batch.listJobs(question)
                    found += page.jobSummaryList.filter { $0.jobName.hasPrefix(JobName.mark) }.map(\.jobId)
                    question.nextToken = page.nextToken
                } while question.nextToken != nil
            }
            return Array(Set(found)).sorted()
        } catch {
            throw Self.trouble("list the jobs of \(queue().queue)", error)
        }
    }

    /// Counted from the start of the attempt that runs: until then there is none, however long the job waits. It may be another
    /// service's on the same queue.
    package func leaseEnd(of job: String) async throws(ExecutorError) -> Date? {
        guard let known = try await look(job).job, known.status == BatchStatus.running.rawValue, let spec = known.spec,
            let seconds = spec.secondsFromStart, let started = BatchJob.date(known.startedAt)
        else { return nil }
        return started + Double(seconds + 2 * spec.graceSeconds + 60)
    }

    /// Batch sends no news to a service: it is asked, while somebody listens.
    package nonisolated func changes() -> AsyncStream<String> {
        let (stream, continuation) = AsyncStream.makeStream(of: String.self)
        let id = UUID()
        continuation.onTermination = { [weak self] _ in Task { await self?.forget(id) } }
        Task { await self.listen(id, continuation) }
        return stream
    }

    private func listen(_ id: UUID, _ continuation: AsyncStream<String>.Continuation) {
        listeners[id] = continuation
        guard poller == nil else { return }
        poller = Task { [weak self] in
            while !Task.isCancelled, let self {
                do { try await self.refreshAll() } catch { self.logger.warning("Batch was not asked", metadata: ["error": "\(error)"]) }
                do { try await self.pause(2) } catch { return }
            }
        }
    }

    private func forget(_ id: UUID) {
        listeners[id] = nil
        guard listeners.isEmpty else { return }
        poller?.cancel()
        poller = nil
    }

    func tell(_ job: String) { for listener in listeners.values { listener.yield(job) } }
}
