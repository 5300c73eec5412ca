import RunModel

/// What a pipeline took of its machine, as far as that could be seen.
struct PipelineUsage: Sendable, Equatable {
    var peakKiB: Int?
    var cpuSeconds: Double?
    var gpus: [Report.GPU]?

    func write(to usage: inout Report.Usage) {
        usage.peakMemoryKiB = peakKiB
        usage.cpuSeconds = cpuSeconds
        usage.gpus = gpus
    }
}
