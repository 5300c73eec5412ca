import FoundationEssentials
package import RunModel

extension LocalSlots {
    /// What this machine has for jobs: processors that the service may use, memory up to its control group's limit, GPUs.
    package static func detected(environment: [String: String]) -> LocalSlots {
        LocalSlots(
            vcpus: max(1, ProcessInfo.processInfo.activeProcessorCount), memoryMiB: DetectedMemory.mebibytes,
            gpus: (visibleGPUs(environment) ?? nvidiaDevices()).count)
    }

    /// As many GPUs as these slots have, by the names that `CUDA_VISIBLE_DEVICES` takes: those left to the service, else the
    /// machine's, else (more declared than seen) plain numbers.
    func gpuNames(environment: [String: String]) -> [String] {
        let names = Self.visibleGPUs(environment) ?? Self.nvidiaDevices()
        if names.count >= gpus || Self.visibleGPUs(environment) != nil { return Array(names.prefix(gpus)) }
        return (0..<gpus).map(String.init)
    }

    /// Nil where the service may use all. CUDA reads the list up to the first name that it does not know, such as -1.
    private static func visibleGPUs(_ environment: [String: String]) -> [String]? {
        guard let text = environment["CUDA_VISIBLE_DEVICES"] else { return nil }
        let names = text.split(separator: ",", omittingEmptySubsequences: false).map { $0.filter { $0 != " " } }
        return Array(names.prefix { !$0.isEmpty && !$0.hasPrefix("-") && $0 != "NoDevFiles" })
    }

    /// The numbers N of `/dev/nvidiaN`.
    private static func nvidiaDevices() -> [String] {
        let names = (try? Files.names(in: "/dev")) ?? []
        let numbers = names.compactMap { $0.hasPrefix("nvidia") ? Int($0.dropFirst("nvidia".count)) : nil }
        return numbers.sorted().map(String.init)
    }
}
