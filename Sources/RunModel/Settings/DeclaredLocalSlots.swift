/// What the settings say about ``LocalSlots``; what they leave out is detected.
package struct DeclaredLocalSlots: Sendable, Hashable, Codable {
    package var vcpus: Int?
    /// MiB.
    package var memoryMiB: Int?
    package var gpus: Int?

    package init(vcpus: Int? = nil, memoryMiB: Int? = nil, gpus: Int? = nil) {
        self.vcpus = vcpus
        self.memoryMiB = memoryMiB
        self.gpus = gpus
    }

    enum CodingKeys: String, CodingKey {
        case vcpus, gpus
        case memoryMiB = "memory_mib"
    }

    package func completed(by detected: LocalSlots) -> LocalSlots {
        LocalSlots(
            vcpus: vcpus ?? detected.vcpus, memoryMiB: memoryMiB ?? detected.memoryMiB, gpus: gpus ?? detected.gpus)
    }
}
