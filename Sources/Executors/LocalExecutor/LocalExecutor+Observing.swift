package import Engine
import FoundationEssentials
import RunModel

extension LocalExecutor {
    package func observe(_ job: String) throws(ExecutorError) -> Observation {
        guard let files = AttemptFiles(state: state, job: job), !Files.isMissing(files.directory) else { return .unknown }
        do {
            return try look(files)
        } catch {
            throw Self.trouble("look at the job \(job)", error)
        }
    }

    private func look(_ files: AttemptFiles) throws -> Observation {
        if try files.readEnd() != nil { return try ended(files, files.readClaim()) }
        guard let claim = try files.readClaim() else { return try notBegun(files) }
        guard let process = claim.process, process.isAlive else { return try ended(files, claim) }
        watch.watch(process, of: files.job)
        return .running(since: Files.modified(JobClaimFile.path(in: files.directory)), progress: try read(files).output.progress)
    }

    /// No process has claimed the attempt.
    private func notBegun(_ files: AttemptFiles) throws -> Observation {
        let child = watch.child(of: files.job)
        if let child, child.status == nil { return .waiting("starting") }
        if child == nil, isAwaited(files) { return .waiting("not started") }
        // Whoever may yet come must not begin what is now told as ended.
        _ = try JobClaimFile.void(in: files.directory)
        return try look(files)
    }

    /// Whether a process that an earlier service started for the attempt may yet begin it.
    func isAwaited(_ files: AttemptFiles) -> Bool {
        files.submitted.map { configuration.now().timeIntervalSince($0) < configuration.startSeconds } ?? false
    }

    private func ended(_ files: AttemptFiles, _ claim: JobClaimFile?) throws -> Observation {
        let process = claim?.process
        let isDead = process.map { !$0.isAlive } ?? true
        if let process, isDead {
            // A service that was down at the job's death has not seen to what it left behind.
            if watch.death(of: process) == nil { Self.cleanUp(after: process, files, memory, isFresh: false) }
        } else if let process {
            // It has said its last word, and must not hold what others wait for.
            watch.watch(process, of: files.job)
            watch.end(process, of: files.job, within: Self.partingSeconds)
        }
        let log = try read(files).output
        if isDead { readers[files.job] = nil }
        // The job may have written its last word between two looks at its files.
        let end = try files.readEnd() ?? log.end
        let child = watch.child(of: files.job)
        let death = (process ?? child?.process).flatMap { watch.death(of: $0) }
        var evidence = Evidence(
            end: end, startedAt: process.flatMap { _ in Files.modified(JobClaimFile.path(in: files.directory)) },
            endedAt: end?.endedAt ?? death ?? Files.modified(files.log) ?? files.submitted ?? configuration.now(),
            rebooted: end == nil && process.map { !$0.isOfThisBoot } ?? false,
            outOfMemory: Files.exists(files.outOfMemory) || memory?.ranOut(files.job) ?? false,
            progress: log.progress, lastLines: log.lastLines)
        switch process == nil || child?.process == process ? child?.status : nil {
        case .code(let code): evidence.exitCode = code
        case .signal(let signal): evidence.signal = signal
        case .unknown, nil: break
        }
        return .ended(evidence)
    }

    /// How long a job may take to end after its last word.
    private static let partingSeconds = 30.0

    /// The job's log as far as it goes now.
    private func read(_ files: AttemptFiles) throws -> LogReader {
        guard var reader = try readers[files.job] ?? files.readSpec().map({ LogReader(path: files.log, nonce: $0.nonce) }) else {
            return LogReader(path: files.log, nonce: "")
        }
        try reader.catchUp()
        readers[files.job] = reader
        return reader
    }
}
