import CProcess
import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Keeps each job within the memory it asked for, by a control group of its own, where this service may make one.
struct MemoryGroups: Sendable {
    enum Version: Sendable { case v1, v2 }

    private let base: String
    private let version: Version

    private init(base: String, version: Version) {
        self.base = base
        self.version = version
    }

    /// What there is here, or why there is nothing.
    static func find() -> (groups: MemoryGroups?, why: String) {
        let mounts = (Files.text("/proc/self/mountinfo") ?? "").split(separator: "\n").map { $0.split(separator: " ") }
        let own = (Files.text("/proc/self/cgroup") ?? "").split(separator: "\n").map {
            $0.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        }
        for line in own where line.count == 3 {
            let isV1 = line[1].split(separator: ",").contains("memory")
            guard isV1 || line[0] == "0" else { continue }
            let mount = mounts.first { fields in
                guard let dash = fields.firstIndex(of: "-"), dash + 3 < fields.count else { return false }
                return isV1
                    ? fields[dash + 1] == "cgroup" && fields[dash + 3].split(separator: ",").contains("memory")
                    : fields[dash + 1] == "cgroup2"
            }
            guard let mount, mount.count > 4 else { continue }
            let whole = String(mount[4]) + (line[2] == "/" ? "" : String(line[2]))
            // In a container the path may be one of the host.
            let place = Files.exists(whole) ? whole : String(mount[4])
            if let groups = isV1 ? v1(place) : v2(place) { return (groups, "by control group") }
        }
        return (nil, "no control group for memory is delegated to this service (systemd: Delegate=memory, DelegateSubgroup=service)")
    }

    private static func v1(_ place: String) -> MemoryGroups? {
        access(place, W_OK) == 0 ? checked(MemoryGroups(base: place, version: .v1)) : nil
    }

    /// In version 2 a group with processes cannot have groups with limits: the jobs' are beside the service's own.
    private static func v2(_ place: String) -> MemoryGroups? {
        let parent = URL(filePath: place).deletingLastPathComponent().path
        let isOurs =
            getuid() != 0 || ["trusted.delegate", "user.delegate"].contains { (name: String) in cprocess_has_attribute(parent, name) != 0 }
        guard isOurs, access(parent, W_OK) == 0, (Files.text("\(parent)/cgroup.controllers") ?? "").contains("memory") else { return nil }
        try? Files.put("+memory", into: "\(parent)/cgroup.subtree_control")
        return checked(MemoryGroups(base: parent, version: .v2))
    }

    /// Permissions do not tell everything: it counts that a group can be made and has a limit.
    private static func checked(_ groups: MemoryGroups) -> MemoryGroups? {
        let probe = "\(groups.base)/bunsen-probe-\(getpid())-\(UInt32.random(in: 0...(.max)))"
        guard mkdir(probe, 0o755) == 0 else { return nil }
        defer { rmdir(probe) }
        return Files.exists("\(probe)/\(groups.limitFile)") ? groups : nil
    }

    private var limitFile: String { version == .v1 ? "memory.limit_in_bytes" : "memory.max" }

    private func path(_ job: String) -> String { "\(base)/bunsen-\(job.replacing("/", with: "-"))" }

    /// Puts a process that has just been started, and all that it will start, under a limit.
    func limit(_ job: String, pid: Int32, memoryMiB: Int) throws(SystemCallError) {
        let group = path(job)
        if mkdir(group, 0o755) != 0, errno != EEXIST { throw SystemCallError(call: "mkdir \(group)", code: errno) }
        let bytes = String(memoryMiB << 20)
        try Files.put(bytes, into: "\(group)/\(limitFile)")
        // Or the job would swap instead of ending. Not every kernel counts swap.
        try? Files.put(version == .v1 ? bytes : "0", into: "\(group)/\(version == .v1 ? "memory.memsw.limit_in_bytes" : "memory.swap.max")")
        try Files.put(String(pid), into: "\(group)/cgroup.procs")
    }

    /// Whether the kernel has ended a process of the job because of its limit.
    func ranOut(_ job: String) -> Bool {
        let counters = Files.text("\(path(job))/\(version == .v1 ? "memory.oom_control" : "memory.events")") ?? ""
        return counters.split(separator: "\n").contains { line in
            let words = line.split(separator: " ")
            return words.count == 2 && words[0] == "oom_kill" && words[1] != "0"
        }
    }

    /// Ends what is left in the job's group, even what has left its session, and removes the group.
    func remove(_ job: String) {
        let group = path(job)
        guard Files.exists(group) else { return }
        for _ in 0..<10 {
            let left = (Files.text("\(group)/cgroup.procs") ?? "").split(separator: "\n").compactMap { Int32($0) }
            for pid in left where pid > 1 && pid != getpid() { kill(pid, SIGKILL) }
            if rmdir(group) == 0 || errno == ENOENT { return }
            usleep(2000)
        }
    }
}
