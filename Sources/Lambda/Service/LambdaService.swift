package import AWS
package import AsyncHTTPClient
import BatchExecutor
import DynamoStore
import Engine
package import FoundationEssentials
import Forges
package import Logging
import RunModel
import Synchronization

/// The service of one process of a function: everything it knows is in the table, the parameters and SecretsManager.
package final class LambdaService: Sendable {
    private let reader: ParameterReader
    private let secrets: SecretCache
    private let environment: LambdaEnvironment
    private let client: AWSClient
    private let store: DynamoStore
    private let http: ForgeHTTP
    private let now: @Sendable () -> Date
    private let logger: Logger
    private let state = Mutex(State())
    /// One function is stopped long before: then a submission without an answer is made again.
    private static let resubmitAfter = 60.0
    /// How long one may look for the last lines of a job's log, which arrive after the news of its end, in seconds.
    private static let patience = 24.0

    private struct State {
        var read: ParameterReader.Read?
        var engine: Engine?
        var batch: [String: BatchSettings] = [:]
    }

    package init(
        environment: [String: String], client: AWSClient, http: HTTPClient, now: @escaping @Sendable () -> Date = { Date() }, logger: Logger
    ) throws {
        self.environment = try LambdaEnvironment(environment)
        self.client = client
        self.http = ForgeHTTP(client: http, deadline: 8)
        self.now = now
        self.logger = logger
        store = DynamoStore(DynamoDB(client), table: self.environment.table)
        secrets = SecretCache(SecretsManager(client), now: now)
        reader = ParameterReader(self.environment, SSMParameters(client), now: now, logger: logger)
    }

    package func handle(_ invocation: RuntimeAPI.Invocation) async throws -> Data {
        try await handle(LambdaEvent(invocation.body), until: invocation.deadline)
    }

    /// - Parameter deadline: when the process is stopped.
    package func handle(_ event: LambdaEvent, until deadline: Date) async throws -> Data {
        switch event {
        case .http(let request): return try JSONEncoder().encode(await answer(request))
        case .job(let change): try await hear(change, until: deadline)
        case .tick: try await engine().tick()
        case .other(let what): logger.notice("an event that concerns nobody here", metadata: ["event": "\(what)"])
        }
        return Data("null".utf8)
    }

    private func answer(_ request: HTTPEvent) async -> HTTPAnswer {
        do {
            if request.method == "GET", request.path.hasSuffix("/healthz") { return try HTTPAnswer(200, json: ["status": "ok"]) }
            guard request.method == "POST", let hook = request.hook else {
                return try HTTPAnswer(404, json: ["code": "not_found", "message": "There is no such hook: POST /hooks/FORGE."])
            }
            let engine = try await engine()
            return try HTTPAnswer(try await desk(engine).answer(request.delivery, from: hook.kind, project: hook.project))
        } catch {
            logger.error("a request could not be answered", metadata: ["error": "\(error)"])
            var answer = HTTPAnswer(503)
            answer.headers["retry-after"] = "10"
            return answer
        }
    }

    private func desk(_ engine: Engine) -> HookDesk {
        var desk = HookDesk(
            gate: { try await self.gate() },
            freshGate: { await self.secrets.forget() ? try await self.gate() : nil },
            commit: { _, _, _ in
                throw RuntimeError(description: "this forge's delivery has no message, and there is no git here to read it")
            },
            take: { try await self.take($0, engine) }, canonical: { self.settings.canonical($0) }, now: now, logger: logger)
        desk.resources = { project in project.defaults.completed(by: self.settings.defaults) }
        return desk
    }

    /// Taken is what counts: what else can be done at once is done, and what fails is left to the tick.
    private func take(_ push: TakenPush, _ engine: Engine) async throws -> TakeAnswer {
        let answer = try await engine.take(push)
        do {
            switch answer {
            case .taken(let run, known: false):
                if run.state == .accepted, !(try await engine.start(run.id)) { try await engine.startWaiting() }
                try await show(run.id, engine)
            case .mistakes: try await engine.tellWhatIsDue()
            default: break
            }
        } catch {
            logger.warning("not everything could be done at once", metadata: ["error": "\(error)"])
        }
        return answer
    }

    /// Its status, or its report.
    private func show(_ id: RunID, _ engine: Engine) async throws {
        guard let run = try await store.run(id) else { return }
        if run.state.isEnded { return try await engine.tellWhatIsDue() }
        try await teller.show(CommitStatus(of: run), of: run, project: settings.project(cloning: run.cloneURL))
    }

    private func hear(_ change: JobChange, until deadline: Date) async throws {
        guard let id = change.run else { return }
        let engine = try await engine()
        let before = try await store.run(id)?.state
        let end = min(deadline.addingTimeInterval(-5), now().addingTimeInterval(Self.patience))
        while true {
            try await engine.look(at: id)
            guard change.hasEnded, let run = try await store.run(id), run.state.isActive, now() < end else { break }
            try await Task.sleep(for: .seconds(3))
        }
        // Batch tells of every step of a job; most of them are nothing to those who look at the commit.
        if let run = try await store.run(id), run.state.isEnded || run.state != before { try await show(id, engine) }
    }

    private var settings: ServiceSettings { state.withLock { $0.read?.settings } ?? ServiceSettings(state: "") }

    private var teller: ForgeTeller {
        ForgeTeller(store: store, http: http, link: { _ in nil }) { project in
            guard let id = self.state.withLock({ $0.read?.declared[project.name]?.tokenSecret }) else { return nil }
            return try await self.secrets.value(of: id)
        }
    }

    /// The engine for the settings as they are now.
    private func engine() async throws -> Engine {
        let read = try await reader.current()
        return state.withLock { state in
            state.read = read
            if let engine = state.engine, state.batch == read.settings.batch { return engine }
            let surroundings = AWSSurroundings()
            let rate = CallRate(perSecond: 20, surroundings: surroundings)
            let executors = read.settings.batch.sorted { $0.key < $1.key }.map { name, declared in
                BatchExecutor(
                    name: name, queue: { self.settings.batch[name] ?? declared }, settings: { self.settings },
                    batch: Batch(self.client, rate: rate), logs: CloudWatchLogs(self.client), now: self.now, logger: self.logger)
            }
            let messenger = environment.topic.map { TopicMessenger(sns: SNS(client), topic: $0) }
            let engine = Engine(
                store: store, executors: executors, forge: teller, messenger: messenger, settings: { self.settings }, now: now,
                logger: logger,
                resubmitAfter: Self.resubmitAfter)
            state.engine = engine
            state.batch = read.settings.batch
            return engine
        }
    }

    private func gate() async throws -> Gate {
        let read = try await reader.current()
        var uuids: [String] = []
        if let id = environment.uuidsSecret {
            uuids = try JSONDecoder().decode([String].self, from: Data(try await secrets.value(of: id).reveal().utf8))
        }
        var doors: [Gate.Door] = []
        for project in read.settings.projects.values.sorted(by: { $0.name < $1.name }) {
            var project = project
            if !uuids.isEmpty, project.forgeKind == .bitbucket {
                project.webhook.uuids += uuids
                project.webhook.allowsUUIDOnly = true
            }
            var values: [Secret] = []
            for id in read.declared[project.name]?.webhookSecrets ?? [] {
                do {
                    values.append(try await secrets.value(of: id))
                } catch let error as AWSError where !error.isRetryable {
                    logger.error("a webhook secret cannot be read", metadata: ["project": "\(project.name)", "error": "\(error)"])
                }
            }
            doors.append(Gate.Door(project: project, secrets: values))
        }
        return Gate(doors: doors)
    }
}
