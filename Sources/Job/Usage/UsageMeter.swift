import DVC
import RunModel

/// Looks at what a pipeline takes while it runs, also of one that fails.
actor UsageMeter {
    private let spec: JobSpec
    /// The service's.
    private let environment: [String: String]
    private(set) var used = PipelineUsage()

    init(spec: JobSpec, environment: [String: String]) {
        self.spec = spec
        self.environment = environment
    }

    func measure(_ work: @escaping @Sendable () async throws -> DVCSession.Exit) async throws -> DVCSession.Exit {
        let group = MemoryGroup.own()
        group?.forgetPeak()
        let watch = GPUWatch(spec: spec, environment: environment)
        let exit = try await withThrowingTaskGroup(of: Void.self) { tasks in
            if let watch { tasks.addTask { await watch.run() } }
            defer { tasks.cancelAll() }
            return try await work()
        }
        used = PipelineUsage(peakKiB: exit.peakKiB.map { group?.peakKiB ?? $0 }, cpuSeconds: exit.cpuSeconds, gpus: await watch?.seen)
        return exit
    }
}
