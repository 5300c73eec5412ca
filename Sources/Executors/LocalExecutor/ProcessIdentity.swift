import CProcess

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// One process among all that ever have its number: a pid is used again, with its start and its boot it is not.
struct ProcessIdentity: Sendable, Hashable, Codable {
    let pid: Int32
    /// In clock ticks since the boot: the 22nd field of `/proc/PID/stat`.
    let startTime: UInt64
    let bootID: String

    init(pid: Int32, startTime: UInt64, bootID: String) {
        self.pid = pid
        self.startTime = startTime
        self.bootID = bootID
    }

    /// The process that has the number now, dead or alive; nil where none has.
    init?(pid: Int32) {
        guard let entry = try? ProcessEntry(pid: pid) else { return nil }
        self.init(pid: pid, startTime: entry.startTime, bootID: Self.currentBoot)
    }

    var isOfThisBoot: Bool { bootID == Self.currentBoot }

    /// Whether it runs; a zombie does not.
    var isAlive: Bool {
        guard isOfThisBoot else { return false }
        do {
            guard let entry = try ProcessEntry(pid: pid) else { return false }
            return entry.startTime == startTime && !entry.isDead
        } catch {
            // Out of descriptors, say: a job must not be taken for dead because of that, as it would be run again.
            return kill(pid, 0) == 0 || errno == EPERM
        }
    }

    /// Whether the number still is this process's own, even after its death.
    var holdsItsNumber: Bool {
        guard isOfThisBoot, let entry = try? ProcessEntry(pid: pid) else { return false }
        return entry.startTime == startTime
    }

    /// Sends a signal to this very process, never to another that has got its number.
    func signal(_ number: Int32) {
        let file = cprocess_pidfd_open(pid)
        guard file >= 0 else {
            if errno != ESRCH, isAlive { kill(pid, number) }
            return
        }
        defer { close(file) }
        // It is alive after the descriptor was opened, so that it is what the descriptor stands for.
        guard isAlive else { return }
        if cprocess_pidfd_send_signal(file, number) != 0, errno == ENOSYS { kill(pid, number) }
    }

    static var currentBoot: String {
        let text = Files.text("/proc/sys/kernel/random/boot_id") ?? ""
        return String(text.prefix { $0 != "\n" })
    }

    enum CodingKeys: String, CodingKey {
        case pid
        case startTime = "start_time"
        case bootID = "boot_id"
    }
}
