import CProcess
import Dispatch
import FoundationEssentials
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Learns of jobs' deaths at once, and sees to it that a stopped job is gone in time.
final class DeathWatch: Sendable {
    /// How a child of this service ended.
    enum ExitStatus: Sendable, Equatable {
        case code(Int)
        case signal(Int)
        /// Somebody else has collected it.
        case unknown
    }

    struct Child: Sendable {
        let process: ProcessIdentity
        /// Nil while it lives.
        var status: ExitStatus?
    }

    private struct State {
        var sources: [ProcessIdentity: any DispatchSourceRead] = [:]
        var children: [String: Child] = [:]
        /// Those that have been cleaned up after.
        var deaths: [ProcessIdentity: Date] = [:]
        var stopping: Set<ProcessIdentity> = []
        var died: Set<ProcessIdentity> = []
        var listeners: [Int: AsyncStream<String>.Continuation] = [:]
        var nextListener = 0
    }

    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "bunsen.local-executor.deaths")
    private let now: @Sendable () -> Date
    private let cleanUp: @Sendable (ProcessIdentity, String, _ isFresh: Bool) -> Void

    /// - Parameter cleanUp: ends what a process that has just died has left behind; called before anybody is told of the death.
    ///   Fresh is one that nobody has collected: only then its number is still its own, and so its session's.
    init(now: @escaping @Sendable () -> Date, cleanUp: @escaping @Sendable (ProcessIdentity, String, _ isFresh: Bool) -> Void) {
        self.now = now
        self.cleanUp = cleanUp
    }

    deinit {
        state.withLock { state in
            for source in state.sources.values { source.cancel() }
            for listener in state.listeners.values { listener.finish() }
        }
    }

    func changes() -> AsyncStream<String> {
        AsyncStream(bufferingPolicy: .unbounded) { continuation in
            let number = state.withLock { state in
                state.nextListener += 1
                state.listeners[state.nextListener] = continuation
                return state.nextListener
            }
            continuation.onTermination = { [weak self] _ in self?.state.withLock { _ = $0.listeners.removeValue(forKey: number) } }
        }
    }

    /// Takes charge of a process that this service has just started.
    func adopt(child process: ProcessIdentity, of job: String) {
        state.withLock { $0.children[job] = Child(process: process) }
        watch(process, of: job)
    }

    /// Tells listeners when the process dies; watching it twice is watching it once. Where the kernel has no pidfd the next
    /// look finds out.
    func watch(_ process: ProcessIdentity, of job: String) {
        state.withLock { state in
            guard state.sources[process] == nil else { return }
            let file = cprocess_pidfd_open(process.pid)
            if file < 0 {
                if errno == ESRCH { queue.async { [weak self] in self?.died(process, job) } }
                return
            }
            let source = DispatchSource.makeReadSource(fileDescriptor: file, queue: queue)
            source.setCancelHandler { close(file) }
            source.setEventHandler { [weak self] in self?.died(process, job) }
            state.sources[process] = source
            source.activate()
            // The number may have become another's before it was opened: then nobody would ever be told.
            if !process.isAlive { queue.async { [weak self] in self?.died(process, job) } }
        }
    }

    /// What is known of the process that this service started for a job; nil where it started none.
    func child(of job: String) -> Child? {
        state.withLock { state in
            guard var child = state.children[job] else { return nil }
            if child.status == nil {
                child.status = Self.collect(child.process)
                state.children[job] = child
            }
            return child
        }
    }

    /// When this service saw the process die; it leaves nothing behind then.
    func death(of process: ProcessIdentity) -> Date? { state.withLock { $0.deaths[process] } }

    /// SIGTERM now, SIGKILL to the whole family after `grace` seconds; asked again, the grace goes on as it was.
    func stop(_ process: ProcessIdentity, of job: String, grace: Int) {
        guard end(process, of: job, within: Double(grace)) else { return }
        process.signal(SIGTERM)
    }

    /// SIGKILL to the whole family after some seconds, unless that is under way already.
    @discardableResult
    func end(_ process: ProcessIdentity, of job: String, within seconds: Double) -> Bool {
        guard process.isAlive, state.withLock({ $0.stopping.insert(process).inserted }) else { return false }
        queue.asyncAfter(deadline: .now() + max(0, seconds)) {
            ProcessTable.killFamily(ProcessTable.Family(root: process, mark: job, isFresh: false))
        }
        return true
    }

    /// Stops the process some seconds from now, if it still runs then.
    func stop(_ process: ProcessIdentity, of job: String, after seconds: Double, grace: Int) {
        queue.asyncAfter(deadline: .now() + max(0, seconds)) { [weak self] in self?.stop(process, of: job, grace: grace) }
    }

    private func died(_ process: ProcessIdentity, _ job: String) {
        guard !process.isAlive else { return }
        let (isNews, isFresh) = state.withLock { state in
            state.stopping.remove(process)
            state.sources.removeValue(forKey: process)?.cancel()
            let child = state.children[job]
            return (state.died.insert(process).inserted, child?.process == process && child?.status == nil)
        }
        guard isNews else { return }
        // Before the child is collected: until then its number, and so its session's, can be nobody else's.
        cleanUp(process, job, isFresh)
        let listeners = state.withLock { state in
            if var child = state.children[job], child.process == process, child.status == nil {
                child.status = Self.collect(process)
                state.children[job] = child
            }
            state.deaths[process] = now()
            return Array(state.listeners.values)
        }
        for listener in listeners { listener.yield(job) }
    }

    /// A dead child's status, which ends its being a zombie; nil while it lives.
    private static func collect(_ process: ProcessIdentity) -> ExitStatus? {
        var status: Int32 = 0
        var result: pid_t
        repeat { result = waitpid(process.pid, &status, WNOHANG) } while result < 0 && errno == EINTR
        if result == 0 { return nil }
        guard result > 0 else { return .unknown }
        let signal = status & 0x7f
        return signal == 0 ? .code(Int(status >> 8) & 0xff) : .signal(Int(signal))
    }
}
