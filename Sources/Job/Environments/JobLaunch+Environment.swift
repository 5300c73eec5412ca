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
        let prepared = try await PrepareEnvironment(
            spec: spec, places: places, git: git, variables: variables, sandbox: sandbox, log: log, stop: stop
        ).run(settings)
        // Nobody collects it meanwhile.
        defer { withExtendedLifetime(prepared) {} }
        return try await DVCSession.run(make(in: prepared), events: events, body: body)
    }
}
