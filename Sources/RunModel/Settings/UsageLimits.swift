/// What the runs of one repository, or of one author, may hold at once. Nil: no limit.
package struct UsageLimits: Sendable, Hashable, Codable {
    package var runs: Int?
    package var vcpus: Int?
    /// MiB.
    package var memoryMiB: Int?
    package var gpus: Int?

    package init(runs: Int? = nil, vcpus: Int? = nil, memoryMiB: Int? = nil, gpus: Int? = nil) {
        self.runs = runs
        self.vcpus = vcpus
        self.memoryMiB = memoryMiB
        self.gpus = gpus
    }

    enum CodingKeys: String, CodingKey {
        case runs, vcpus, gpus
        case memoryMiB = "memory_mib"
    }

    /// These, and the other's where these leave something open.
    package func completed(by other: UsageLimits) -> UsageLimits {
        UsageLimits(
            runs: runs ?? other.runs, vcpus: vcpus ?? other.vcpus, memoryMiB: memoryMiB ?? other.memoryMiB, gpus: gpus ?? other.gpus)
    }

    /// The first limit that would be passed by one more run, in words: `2 runs at once`.
    /// - Parameter held: by the runs that are under way, `count` of them.
    package func passed(by resources: Resources, beside held: Resources, count: Int) -> String? {
        if let runs, count >= runs { return "\(runs) run\(runs == 1 ? "" : "s") at once" }
        if let vcpus, held.vcpus + resources.vcpus > vcpus { return "\(vcpus) vCPUs at once" }
        if let memoryMiB, held.memoryMiB + resources.memoryMiB > memoryMiB { return "\(memoryMiB) MiB of memory at once" }
        // Whoever asks for no GPU takes none from others.
        if let gpus, resources.gpus > 0, held.gpus + resources.gpus > gpus { return "\(gpus) GPUs at once" }
        return nil
    }
}
