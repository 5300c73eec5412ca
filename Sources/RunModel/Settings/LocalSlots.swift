/// What this machine gives to jobs altogether.
package struct LocalSlots: Sendable, Hashable, Codable {
    package var vcpus: Int
    /// MiB.
    package var memoryMiB: Int
    package var gpus: Int

    package init(vcpus: Int, memoryMiB: Int, gpus: Int) {
        self.vcpus = vcpus
        self.memoryMiB = memoryMiB
        self.gpus = gpus
    }

    enum CodingKeys: String, CodingKey {
        case vcpus, gpus
        case memoryMiB = "memory_mib"
    }
}
