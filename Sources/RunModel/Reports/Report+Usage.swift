extension Report {
    /// Asked for against used, so that people ask for what they need.
    package struct Usage: Sendable, Equatable, Codable {
        package var asked: Resources
        /// The most memory that the pipeline held at one time, in KiB: of all its processes where the machine counts them
        /// together, else the largest resident set of one.
        package var peakMemoryKiB: Int?
        /// Time on processors, of all processes of the pipeline, in seconds.
        package var cpuSeconds: Double?
        /// In the order of their indices; nil where none were given, or they cannot be looked at.
        package var gpus: [GPU]?

        package init(asked: Resources) { self.asked = asked }

        enum CodingKeys: String, CodingKey {
            case asked, gpus
            case peakMemoryKiB = "peak_memory_kib"
            case cpuSeconds = "cpu_seconds"
        }
    }

    /// What one GPU did while the pipeline ran.
    package struct GPU: Sendable, Equatable, Codable {
        package var name: String
        /// The mean of all looks, from 0 to 1.
        package var utilization: Double?
        package var peakMemoryMiB: Int?
        package var memoryMiB: Int?

        package init(name: String, utilization: Double?, peakMemoryMiB: Int?, memoryMiB: Int?) {
            self.name = name
            self.utilization = utilization
            self.peakMemoryMiB = peakMemoryMiB
            self.memoryMiB = memoryMiB
        }

        enum CodingKeys: String, CodingKey {
            case name, utilization
            case peakMemoryMiB = "peak_memory_mib"
            case memoryMiB = "memory_mib"
        }
    }
}
