import AWS
package import Engine
import FoundationEssentials
import Logging
import RunModel

extension BatchExecutor {
    package func expect(_ jobs: [String]) {
        let wanted = Set(jobs)
        for job in seen.keys where !wanted.contains(job) && seen[job]?.job?.hasEnded == true { forget(job) }
        for job in jobs where seen[job] == nil && JobName.isID(job) {
            seen[job] = SeenJob(job: nil, at: .distantPast, changedAt: now(), isStale: true)
        }
    }

    private func forget(_ job: String) {
        seen[job] = nil
        readers[job] = nil
        indexes[job] = nil
    }

    package func observe(_ job: String) async throws(ExecutorError) -> Observation {
        guard JobName.isID(job), let known = try await look(job).job else { return .unknown }
        switch BatchStatus(rawValue: known.status) {
        case .succeeded, .failed: return try await ended(job, known)
        case .running: return .running(since: BatchJob.date(known.startedAt), progress: await progress(of: job, known))
        default: return .waiting(await reason(known))
        }
    }

    /// What Batch says of a job; one call tells of a hundred that are due.
    func look(_ job: String) async throws(ExecutorError) -> SeenJob {
        guard JobName.isID(job) else { return SeenJob(job: nil, at: now(), changedAt: now()) }
        if let known = seen[job], known.isFresh(at: now()) { return known }
        do {
            try await describe([job] + due().filter { $0 != job }.prefix(Batch.mostIDs - 1))
        } catch {
            throw Self.trouble("look at its jobs", error)
        }
        return seen[job] ?? SeenJob(job: nil, at: now(), changedAt: now())
    }

    func refreshAll() async throws {
        let due = due()
        for start in stride(from: 0, to: due.count, by: Batch.mostIDs) {
            try await describe(due[start..<min(start + Batch.mostIDs, due.count)])
        }
    }

    /// Oldest looks first.
    private func due() -> [String] {
        let time = now()
        return seen.filter { !$0.value.isFresh(at: time) }.sorted { ($0.value.at, $0.key) < ($1.value.at, $1.key) }.map(\.key)
    }

    private func describe(_ jobs: some Collection<String>) async throws {
        guard !jobs.isEmpty else { return }
        let answers = Dictionary(try await batch.describeJobs(Array(jobs)).map { ($0.jobId, $0) }) { $1 }
        let time = now()
        for job in jobs {
            let (former, new) = (seen[job], answers[job])
            let isChanged = former?.job?.status != new?.status
            seen[job] = SeenJob(job: new, at: time, changedAt: isChanged ? time : former?.changedAt ?? time)
            if isChanged, new?.hasEnded == true { tell(job) }
        }
    }

    private func ended(_ job: String, _ known: BatchJob) async throws(ExecutorError) -> Observation {
        let nonce = known.spec?.nonce ?? ""
        var output = JobOutput(nonce: nonce)
        if let stream = known.streams.last {
            do {
                output = try await logs.tail(of: stream, in: known.logGroup, nonce: nonce)
            } catch {
                // Without the right to read logs it would end never. A result is in git, and the next attempt finds it there.
                guard let stopped = BatchJob.date(known.stoppedAt), now().timeIntervalSince(stopped) >= Self.logPatience else {
                    throw Self.trouble("read the log of \(job)", error)
                }
                logger.warning("an ended job is judged without its log", metadata: ["job": "\(job)", "error": "\(error)"])
            }
        }
        let stopped = BatchJob.date(known.stoppedAt)
        if output.end == nil, !known.streams.isEmpty, let stopped, now().timeIntervalSince(stopped) < logDelay {
            return .running(since: BatchJob.date(known.startedAt), progress: output.progress)
        }
        let last = known.attempts?.last
        let word = BatchWord(
            statusReason: known.statusReason ?? last?.statusReason,
            containerReason: known.container?.reason ?? last?.container?.reason,
            exitCode: known.container?.exitCode ?? last?.container?.exitCode)
        return .ended(
            Evidence(
                end: output.end, word: .batch(word), exitCode: word.exitCode,
                startedAt: BatchJob.date(known.attempts?.first?.startedAt ?? known.startedAt),
                endedAt: output.end?.endedAt ?? stopped ?? now(), progress: output.progress, lastLines: output.lastLines))
    }

    /// For how long an ended job's log is asked for that cannot be read, in seconds.
    private static let logPatience = 3600.0

    /// How far a running job has come, as far as its log has been read: not every look reads on.
    private func progress(of job: String, _ known: BatchJob) async -> JobProgress {
        guard let stream = known.streams.last, let nonce = known.spec?.nonce else { return JobProgress() }
        var reader = readers[job] ?? LogFollower(stream: stream, nonce: nonce)
        if reader.stream != stream { reader = LogFollower(stream: stream, nonce: nonce) }
        guard reader.isDue(at: now()), logBudget.take(at: now()) else { return reader.output.progress }
        reader.readAt = now()
        readers[job] = reader
        do {
            try await reader.catchUp(logs, group: known.logGroup)
            readers[job] = reader
        } catch {
            // A stream that is not there yet, or a service that is busy: the job is no worse for it.
            logger.debug("a log was not read", metadata: ["job": "\(job)", "error": "\(error)"])
        }
        return reader.output.progress
    }
}
