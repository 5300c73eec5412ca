/// The memory that this service and its jobs can have.
enum DetectedMemory {
    static var mebibytes: Int { ([machine] + groupLimits).compactMap(\.self).min() ?? 1024 }

    private static var machine: Int? {
        let line = (Files.text("/proc/meminfo") ?? "").split(separator: "\n").first { $0.hasPrefix("MemTotal:") }
        return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 >> 10 }
    }

    /// The limits of the service's control group and of all above it, as far as they can be seen.
    private static var groupLimits: [Int?] {
        (Files.text("/proc/self/cgroup") ?? "").split(separator: "\n").flatMap { line -> [Int?] in
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3 else { return [] }
            if fields[0] == "0" { return limits("/sys/fs/cgroup", String(fields[2]), "memory.max") }
            guard fields[1].split(separator: ",").contains("memory") else { return [] }
            return limits("/sys/fs/cgroup/memory", String(fields[2]), "memory.limit_in_bytes")
        }
    }

    private static func limits(_ mount: String, _ group: String, _ file: String) -> [Int?] {
        let names = group.split(separator: "/")
        return (0...names.count).map { depth in
            let place = ([mount] + names.prefix(depth).map(String.init)).joined(separator: "/")
            let text = Files.text("\(place)/\(file)")?.prefix { $0 != "\n" }
            // Without a limit it says `max`, or (version 1) a number larger than any machine.
            return text.flatMap { Int($0) }.map { $0 >> 20 }
        }
    }
}
