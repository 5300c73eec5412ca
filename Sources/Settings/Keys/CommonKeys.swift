import RunModel

extension Schema<ResourceDefaults> {
    /// - Parameter fallback: what the reference says of a value that is left open.
    static func resources(else fallback: String? = nil) -> Schema {
        Schema([
            .optional("vcpus", \.vcpus, .count, defaultText: fallback, "Virtual CPUs."),
            .optional("memory_mib", \.memoryMiB, .count, defaultText: fallback, "Memory in MiB."),
            .optional("gpus", \.gpus, .countOrNone, defaultText: fallback, "GPUs."),
            .optional(
                "timeout", \.timeoutSeconds, .someTime, defaultText: fallback,
                "The deadline: running time over all attempts."),
        ])
    }
}
