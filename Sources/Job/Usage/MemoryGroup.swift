import SystemPackage

/// The control group that an executor has made for this job: it counts the memory of all the job's processes together.
struct MemoryGroup: Sendable, Equatable {
    let path: String
    let isVersion1: Bool

    /// Nil where the job is in none of its own.
    static func own() -> MemoryGroup? {
        find(membership: text("/proc/self/cgroup") ?? "", mounts: text("/proc/self/mountinfo") ?? "")
    }

    /// - Parameters:
    ///   - membership: the form of `/proc/self/cgroup`.
    ///   - mounts: the form of `/proc/self/mountinfo`.
    static func find(membership: String, mounts: String) -> MemoryGroup? {
        let mounts = mounts.split(separator: "\n").map { $0.split(separator: " ") }
        for line in membership.split(separator: "\n") {
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3 else { continue }
            let isVersion1 = fields[1].split(separator: ",").contains("memory")
            // What a group of the service's, or of a whole machine, has counted is not the job's.
            guard isVersion1 || fields[0] == "0", fields[2].split(separator: "/").last?.hasPrefix("bunsen-") == true else { continue }
            let mount = mounts.first { words in
                guard let dash = words.firstIndex(of: "-"), dash + 3 < words.count else { return false }
                return isVersion1
                    ? words[dash + 1] == "cgroup" && words[dash + 3].split(separator: ",").contains("memory")
                    : words[dash + 1] == "cgroup2"
            }
            guard let mount, mount.count > 4 else { continue }
            // In a container the mount shows a part of the tree, while the path may begin at the host's root.
            let root = mount[3] == "/" ? "" : String(mount[3])
            let inside = fields[2].hasPrefix(root) ? String(fields[2].dropFirst(root.count)) : String(fields[2])
            return MemoryGroup(path: "\(mount[4])\(inside)", isVersion1: isVersion1)
        }
        return nil
    }

    /// Of what was before. Older kernels of version 2 cannot: there it counts what the job itself did before, too.
    func forgetPeak() {
        guard isVersion1,
            let file = try? FileDescriptor.open(FilePath("\(path)/memory.max_usage_in_bytes"), .writeOnly, options: .closeOnExec)
        else {
            return
        }
        _ = try? file.closeAfter { try file.writeAll("0".utf8) }
    }

    /// The most that was held at one time; nil where the kernel does not count it.
    var peakKiB: Int? {
        let bytes = Self.text("\(path)/\(isVersion1 ? "memory.max_usage_in_bytes" : "memory.peak")")
            .flatMap { Int($0.prefix { $0.isNumber }) }
        return bytes.map { $0 / 1024 }
    }

    private static func text(_ path: String) -> String? {
        guard let file = try? FileDescriptor.open(FilePath(path), .readOnly, options: .closeOnExec) else { return nil }
        // The kernel's files have no size, by which they could be read at once.
        let bytes = try? file.closeAfter {
            var all: [UInt8] = []
            while all.count < 4 << 20 {
                let piece = try [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
                    count = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
                }
                if piece.isEmpty { break }
                all += piece
            }
            return all
        }
        return bytes.map { String(decoding: $0, as: UTF8.self) }
    }
}
