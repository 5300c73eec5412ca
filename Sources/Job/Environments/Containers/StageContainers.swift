import DVC
import FoundationEssentials
import RunModel
import Subprocess
import SystemPackage

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A container for each command of a stage, one at a time.
actor StageContainers {
    private let spec: JobSpec
    private let places: WorkPlaces
    private let engine: ContainerEngine
    private let image: ContainerImage
    /// The engine's environment, out of which the container's variables come.
    private let variables: [String: String]
    private let log: JobLogWriter
    private var count = 0
    private var current: String?
    private var isStopping = false
    private var mayBeLeft = false
    /// From when on the engine itself counts as hung.
    private var patience: ContinuousClock.Instant?

    init(
        spec: JobSpec, places: WorkPlaces, engine: ContainerEngine, image: ContainerImage, variables: [String: String], log: JobLogWriter
    ) {
        self.spec = spec
        self.places = places
        self.engine = engine
        self.image = image
        self.variables = variables
        self.log = log
    }

    nonisolated var runner: StageRunner {
        StageRunner(
            memoryMiB: image.isLimited ? spec.resources.memoryMiB : nil, run: { await self.run($0, $1) },
            stop: { await self.stop(grace: $0) })
    }

    /// No container is started any more.
    func finish() {
        if !mayBeLeft { ContainerMark(work: places.work, attempt: spec.attempt).remove() }
    }

    private func run(_ command: StageCommand, _ output: @escaping @Sendable ([UInt8]) async -> Void) async -> StageEnd {
        count += 1
        let container = JobContainer(spec: spec, places: places, image: image, variables: variables)
            .make(command, number: count)
        var environment = variables
        for (name, value) in command.variables { environment[name] = value }
        (current, isStopping, patience) = (container.name, false, nil)
        let client = ContainerClient(
            words: engine.words(for: container), environment: environment, directory: places.work, limit: command.capture)
        let end = await withTaskGroup(of: StageEnd?.self) { group in
            group.addTask { await client.run(output) }
            group.addTask { await self.hung() }
            let end = await group.next() ?? nil
            group.cancelAll()
            return end
        }
        current = nil
        if isStopping || end == nil || Task.isCancelled { await remove(container.name) }
        return end ?? StageEnd(code: 137)
    }

    /// SIGTERM to all in the container, and SIGKILL after the grace: by the engine, as only it reaches them.
    private func stop(grace: Int) async {
        guard let name = current, !isStopping else { return }
        isStopping = true
        patience = .now + .seconds(grace + 15)
        // Also within a task that was cancelled: what is not ended now runs on.
        await Task {
            // It may not have been made yet.
            while current == name {
                let call = EngineCall(words: engine.words(["stop", "--time", "\(grace)", name]), environment: variables)
                if let answer = try? await call.answer(within: .seconds(grace + 10)), answer.isSuccess { return }
                if isHung { return }
                try? await Task.sleep(for: .milliseconds(100))
            }
        }.value
    }

    private var isHung: Bool { patience.map { $0 <= .now } ?? false }

    private func hung() async -> StageEnd? {
        while !isHung {
            guard (try? await Task.sleep(for: .milliseconds(500))) != nil else { return nil }
        }
        return nil
    }

    private func remove(_ name: String) async {
        await Task {
            let answer = try? await EngineCall(words: engine.words(["rm", "--force", name]), environment: variables).answer()
            if answer?.isGone == true { return }
            mayBeLeft = true
            await log.note(.warning, "the container \(name) may be left: \(answer?.said ?? "the engine did not answer")")
        }.value
    }
}
