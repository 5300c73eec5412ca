package import Engine
package import FoundationEssentials
package import Logging
package import RunModel

/// Runs jobs on this machine, as processes that outlive the service. All that it must know after a restart stands in files
/// under `STATE/runs/RUNID/attempt-N/`; what it keeps in memory only saves work.
package actor LocalExecutor: Executor {
    package nonisolated let name: String
    nonisolated let configuration: LocalExecutorConfiguration
    nonisolated let state: String
    nonisolated let watch: DeathWatch
    nonisolated let memory: MemoryGroups?
    /// How jobs are kept within their memory, or why they are not, for `doctor`.
    package nonisolated let memoryEnforcement: String
    package nonisolated var enforcesMemory: Bool { memory != nil }
    let logger: Logger
    /// By job; a reader is dropped with the job's end.
    var readers: [String: LogReader] = [:]
    /// Runs that need no second look, however many there are.
    private var settled: [RunID: Date] = [:]

    package init(_ configuration: LocalExecutorConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
        name = configuration.name
        let state = configuration.settings().state
        self.state = state
        let (memory, why) = configuration.enforcesMemory ? MemoryGroups.find() : (nil, "switched off")
        self.memory = memory
        memoryEnforcement = why
        watch = DeathWatch(now: configuration.now) { process, job, isFresh in
            guard let files = AttemptFiles(state: state, job: job) else { return }
            Self.cleanUp(after: process, files, memory, isFresh: isFresh)
        }
        do {
            var settled: [RunID: Date] = [:]
            for files in try AttemptFiles.open(in: state, settled: &settled) { try adopt(files) }
        } catch {
            // Each is adopted at the next look at it, too.
            logger.warning("running jobs could not be looked for", metadata: ["state": "\(state)", "error": "\(error)"])
        }
    }

    /// Watches over a job that an earlier service started.
    private nonisolated func adopt(_ files: AttemptFiles) throws {
        guard let process = try files.readClaim()?.process, process.isAlive else { return }
        watch.watch(process, of: files.job)
        if let spec = try files.readSpec() { holdDeadline(process, spec) }
    }

    /// The job keeps its deadline itself; this is for one that cannot any more, after the time that it has for ending.
    nonisolated func holdDeadline(_ process: ProcessIdentity, _ spec: JobSpec) {
        let left = spec.deadline.timeIntervalSince(configuration.now()) + Double(2 * spec.graceSeconds)
        watch.stop(process, of: spec.job, after: left, grace: spec.graceSeconds)
    }

    /// The machine's slots, declared or detected.
    package nonisolated var slots: LocalSlots {
        var slots = configuration.settings().local.completed(by: configuration.detected)
        // More cannot be declared than was left to the service.
        slots.gpus = slots.gpuNames(environment: configuration.environment).count
        return slots
    }

    package nonisolated var looksBesideCapacity: Bool { true }
    package nonisolated var startsAhead: Bool { true }

    package nonisolated var capacity: Resources? {
        let slots = slots
        return Resources(vcpus: slots.vcpus, memoryMiB: slots.memoryMiB, gpus: slots.gpus)
    }

    package func stop(_ job: String, grace: Int) throws(ExecutorError) {
        guard let files = AttemptFiles(state: state, job: job), Files.exists(files.directory) else { return }
        do {
            if try files.readClaim() == nil {
                if let child = watch.child(of: job), child.status == nil { watch.stop(child.process, of: job, grace: grace) }
                // A process that a former service started may be about to begin: it must find the attempt taken.
                _ = try JobClaimFile.void(in: files.directory)
            }
            if let process = try files.readClaim()?.process { watch.stop(process, of: job, grace: grace) }
        } catch {
            throw Self.trouble("stop the job \(job)", error)
        }
    }

    package func list() throws(ExecutorError) -> [String] {
        do {
            return try openAttempts().filter { try mayRun($0) }.map(\.job)
        } catch {
            throw Self.trouble("look for its jobs", error)
        }
    }

    /// Oldest run first.
    func openAttempts() throws -> [AttemptFiles] { try AttemptFiles.open(in: state, settled: &settled) }

    package func leaseEnd(of job: String) throws(ExecutorError) -> Date? {
        guard let files = AttemptFiles(state: state, job: job) else { return nil }
        do {
            return try files.readSpec().map { $0.deadline + Double(2 * $0.graceSeconds) }
        } catch {
            throw Self.trouble("look at the job \(job)", error)
        }
    }

    /// Whether an attempt has a process, or may have one soon.
    func mayRun(_ files: AttemptFiles) throws -> Bool {
        if let claim = try files.readClaim() { return claim.process?.isAlive ?? false }
        if let child = watch.child(of: files.job) { return child.status == nil }
        return isAwaited(files)
    }

    package func log(_ job: String, from offset: Int, limit: Int) throws(ExecutorError) -> [UInt8] {
        guard let files = AttemptFiles(state: state, job: job), offset >= 0, limit > 0 else { return [] }
        do {
            return try Files.read(files.log, from: offset, limit: limit) ?? []
        } catch {
            throw Self.trouble("read the log of \(job)", error)
        }
    }

    package nonisolated func changes() -> AsyncStream<String> { watch.changes() }

    /// Ends what a process that has died has left behind; keeps what its memory group tells, and removes the group.
    static func cleanUp(after process: ProcessIdentity, _ files: AttemptFiles, _ memory: MemoryGroups?, isFresh: Bool) {
        guard mayCleanAll(after: process, files) else {
            return ProcessTable.killFamily(ProcessTable.Family(root: process, mark: nil, isFresh: isFresh))
        }
        ProcessTable.killFamily(ProcessTable.Family(root: process, mark: files.job, isFresh: isFresh))
        guard let memory else { return }
        if memory.ranOut(files.job) { _ = try? Files.create(files.outOfMemory, with: []) }
        memory.remove(files.job)
    }

    /// Not if it found the attempt taken by another, which bears the same mark and is in the same group.
    private static func mayCleanAll(after process: ProcessIdentity, _ files: AttemptFiles) -> Bool {
        do {
            guard let holder = try files.readClaim()?.process else { return true }
            return holder == process || !holder.isAlive
        } catch {
            return false
        }
    }

    static func trouble(_ what: String, _ error: any Error) -> ExecutorError {
        ExecutorError(
            Failure(
                .internalError, "This machine could not \(what): \(error).",
                remedy: "Look at the disk and the permissions of the state directory; Bunsen tries again by itself."),
            isTransient: true)
    }
}
