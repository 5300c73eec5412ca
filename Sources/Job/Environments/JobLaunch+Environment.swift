import DVC
import Git
import RunModel

extension JobLaunch {
    /// Runs `body` with a driver whose stages find what the commit asks for: `session` where that is what the machine has, or
    /// another one in an environment that is prepared first.
    ///
    /// Another one, because a sandbox is given what it shows when it is made, and that was before the commit was read.
    func within<T: Sendable>(
        _ settings: EnvironmentSettings, _ session: DVCSession, git: Git, stop: StopRequest,
        events: @escaping @Sendable (DVCSession.Event) async -> Void,
        body: @escaping @Sendable (DVCSession) async throws -> T
    ) async throws -> T {
        guard !settings.isMachineOwn else { return try await body(session) }
        if let name = settings.image {
            let containers = try await containers(of: name, stop: stop)
            let outcome: Swift.Result<T, any Error>
            do {
                outcome = .success(try await DVCSession.run(make(outside: containers.runner), events: events, body: body))
            } catch {
                outcome = .failure(error)
            }
            await containers.finish()
            return try outcome.get()
        }
        let prepared = try await PrepareEnvironment(
            spec: spec, places: places, git: git, variables: variables, sandbox: sandbox, log: log, stop: stop
        ).run(settings)
        // Nobody collects it meanwhile.
        defer { withExtendedLifetime(prepared) {} }
        try KeptEnvironment(virtualEnvironment: prepared.path).write(in: places.work)
        return try await DVCSession.run(make(in: prepared), events: events, body: body)
    }

    private func containers(of name: String, stop: StopRequest) async throws -> StageContainers {
        let engine = try ContainerEngine.find(spec.containers, searchPath: searchPath)
        let image = try await PrepareImage(spec: spec, places: places, engine: engine, variables: variables, log: log, stop: stop).run(name)
        try KeptEnvironment(image: image).write(in: places.work)
        return StageContainers(spec: spec, places: places, engine: engine, image: image, variables: variables, log: log)
    }

    /// Ends what an earlier attempt, which was killed, has left running: it would write into what this one works with.
    func removeContainers() async throws {
        for mark in ContainerMark.all(in: places.work) {
            let engine = try ContainerEngine.find(spec.containers, searchPath: searchPath)
            let count = try await mark.removeContainers(by: engine, environment: variables)
            if count > 0 { await log.note(.info, "removed what attempt \(mark.attempt) has left running") }
        }
    }
}
