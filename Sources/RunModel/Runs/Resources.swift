/// What one job may use on the machine that runs it.
package struct Resources: Sendable, Hashable, Codable {
    package var vcpus: Int
    /// MiB.
    package var memoryMiB: Int
    package var gpus: Int

    package init(vcpus: Int = 1, memoryMiB: Int = 2048, gpus: Int = 0) {
        self.vcpus = vcpus
        self.memoryMiB = memoryMiB
        self.gpus = gpus
    }

    enum CodingKeys: String, CodingKey {
        case vcpus, gpus
        case memoryMiB = "memory_mib"
    }

    package func fits(in free: Resources) -> Bool { shortage(in: free) == nil }

    /// The first resource of which `limit` has too little, in words: `memory: 65536 MiB asked, 32768 MiB there`.
    package func shortage(in limit: Resources) -> String? {
        if vcpus > limit.vcpus { return "vCPUs: \(vcpus) asked, \(limit.vcpus) there" }
        if memoryMiB > limit.memoryMiB { return "memory: \(memoryMiB) MiB asked, \(limit.memoryMiB) MiB there" }
        if gpus > limit.gpus { return "GPUs: \(gpus) asked, \(limit.gpus) there" }
        return nil
    }

    package static let none = Resources(vcpus: 0, memoryMiB: 0, gpus: 0)

    package static func + (a: Resources, b: Resources) -> Resources {
        Resources(vcpus: a.vcpus + b.vcpus, memoryMiB: a.memoryMiB + b.memoryMiB, gpus: a.gpus + b.gpus)
    }

    package static func - (a: Resources, b: Resources) -> Resources {
        Resources(vcpus: a.vcpus - b.vcpus, memoryMiB: a.memoryMiB - b.memoryMiB, gpus: a.gpus - b.gpus)
    }
}
