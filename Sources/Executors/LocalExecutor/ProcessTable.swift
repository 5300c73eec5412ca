#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The processes of this machine, looked at for those that belong to one job.
enum ProcessTable {
    /// What makes a process one of a job's.
    struct Family: Sendable {
        /// The job's own process, which leads a session.
        let root: ProcessIdentity
        /// The value of `\(LocalJob.markVariable)` that the job's processes inherit; nil where others carry it rightly.
        let mark: String?
        /// Whether the root's number cannot have become anybody else's yet, so that its session is the job's even without it.
        let isFresh: Bool
    }

    /// Ends all of a job's processes: those in its session, those that descend from it or carry its mark in other sessions,
    /// and what these start meanwhile. Returns when none runs, or after about two seconds where the kernel cannot end one.
    static func killFamily(_ family: Family) {
        guard family.root.isOfThisBoot else { return }
        var known: Set<ProcessIdentity> = []
        for _ in 0..<500 {
            let members = members(of: family, known: known)
            if members.isEmpty { return }
            let news = members.subtracting(known)
            // Stopped first: killed one by one they would start others, and lose the parents by which they are found.
            for process in news { process.signal(SIGSTOP) }
            known.formUnion(news)
            guard news.isEmpty else { continue }
            for process in members { process.signal(SIGKILL) }
            usleep(2000)
        }
    }

    /// Those that are alive now.
    static func members(of family: Family, known: Set<ProcessIdentity> = []) -> Set<ProcessIdentity> {
        let boot = ProcessIdentity.currentBoot
        let root = family.root
        let ownsSession = family.isFresh || root.holdsItsNumber
        // Nothing of a job is older than the job.
        let entries = entries().filter { $0.startTime >= root.startTime && $0.pid > 1 && $0.pid != getpid() }
        var found: [Int32: ProcessIdentity] = [:]
        func add(_ entry: ProcessEntry) { found[entry.pid] = ProcessIdentity(pid: entry.pid, startTime: entry.startTime, bootID: boot) }
        for entry in entries {
            let identity = ProcessIdentity(pid: entry.pid, startTime: entry.startTime, bootID: boot)
            let belongs =
                identity == root || known.contains(identity) || ownsSession && entry.session == root.pid
                || !entry.isDead && family.mark.map { hasMark(entry.pid, $0) } ?? false
            if belongs { add(entry) }
        }
        // A child may stand before its parent in the list.
        var count: Int
        repeat {
            count = found.count
            for entry in entries where found[entry.pid] == nil && found[entry.parent] != nil { add(entry) }
        } while found.count != count
        return Set(entries.lazy.filter { !$0.isDead }.compactMap { found[$0.pid] })
    }

    static func entries() -> [ProcessEntry] {
        let names = (try? Files.names(in: "/proc")) ?? []
        return names.compactMap { Int32($0) }.compactMap { try? ProcessEntry(pid: $0) }
    }

    /// Only a process of the same user shows its environment, which is what a job's are.
    private static func hasMark(_ pid: Int32, _ mark: String) -> Bool {
        guard let bytes = try? Files.bytes("/proc/\(pid)/environ") else { return false }
        return bytes.split(separator: 0).contains { $0.elementsEqual("\(LocalJob.markVariable)=\(mark)".utf8) }
    }
}
