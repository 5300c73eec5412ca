/// What a job gets when its commit does not say. Each level (repository, project, service) may leave any of them open.
package struct ResourceDefaults: Sendable, Hashable, Codable {
    package var vcpus: Int?
    /// MiB.
    package var memoryMiB: Int?
    package var gpus: Int?
    /// The deadline, in seconds of running time.
    package var timeoutSeconds: Int?

    package init(vcpus: Int? = nil, memoryMiB: Int? = nil, gpus: Int? = nil, timeoutSeconds: Int? = nil) {
        self.vcpus = vcpus
        self.memoryMiB = memoryMiB
        self.gpus = gpus
        self.timeoutSeconds = timeoutSeconds
    }

    enum CodingKeys: String, CodingKey {
        case vcpus, gpus
        case memoryMiB = "memory_mib"
        case timeoutSeconds = "timeout_s"
    }

    /// What holds if nobody says anything; every value is set.
    package static let builtIn = ResourceDefaults(vcpus: 1, memoryMiB: 2048, gpus: 0, timeoutSeconds: 86_400)

    /// These, and the other's where these leave something open.
    package func completed(by other: ResourceDefaults) -> ResourceDefaults {
        ResourceDefaults(
            vcpus: vcpus ?? other.vcpus, memoryMiB: memoryMiB ?? other.memoryMiB, gpus: gpus ?? other.gpus,
            timeoutSeconds: timeoutSeconds ?? other.timeoutSeconds)
    }
}
