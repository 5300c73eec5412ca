import Engine
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import RunModel
import SQLiteStore
import Synchronization
import TestKit
import Web

/// The routes on a real store and a real engine, whose executor runs nothing.
struct WebFixture {
    static let time = Date(timeIntervalSince1970: 1_700_000_000)
    let scratch: ScratchDirectory
    let store: SQLiteStore
    let executor = StandInExecutor()
    let engine: Engine
    let log = LogKeeper()
    var web: WebSurroundings

    /// - Parameter project: the one that is configured.
    init(
        project: ProjectSettings? = nil, largestDeliveryMiB: Int = 25,
        drain: @escaping @Sendable (String) async throws -> [String]? = { _ in nil }
    ) throws {
        scratch = try ScratchDirectory()
        store = try SQLiteStore(path: "\(scratch.path)/bunsen.sqlite")
        var declared = ServiceSettings(state: scratch.path)
        declared.largestDeliveryMiB = largestDeliveryMiB
        if let project { declared.projects[project.name] = project }
        let settings = declared
        engine = Engine(
            store: store, executors: [executor], forge: DeafForge(), settings: { settings },
            now: { Self.time }, logger: Logger(label: "engine", factory: { _ in SwiftLogNoOpLogHandler() }))
        web = WebSurroundings(
            engine: engine, store: store, executors: [executor], settings: { settings }, drain: drain, pid: 4711, startedAt: Self.time)
    }

    var logger: Logger { Logger(label: "web", factory: { _ in log }) }

    /// One request, through all of the middleware.
    func ask(
        _ uri: String, _ method: Verb = .get, body: String? = nil, over transport: Transport = .socket
    ) async throws -> Answer {
        let application = Application(router: WebRouter.make(web, transport: transport, logger: logger))
        return try await application.test(.router) { client in
            try await client.execute(uri: uri, method: .init(method.rawValue) ?? .get, body: body.map(ByteBuffer.init(string:))) {
                Answer($0)
            }
        }
    }

    /// A run that is taken; each digit is a commit of its own.
    @discardableResult
    func taken(_ digit: Character, repository: String = "forge.example/a/b") async throws -> Run {
        guard let name = RepositoryName(repository), let branch = BranchName("main"),
            let sha = CommitSHA(String(repeating: digit, count: 40))
        else { throw Malformed(what: "push", text: repository) }
        let push = TakenPush(repository: name, cloneURL: "https://\(repository)", branch: branch, sha: sha, message: "x\n\n:ACME_RUN:")
        guard case .taken(let run, _) = try await engine.take(push) else { throw Malformed(what: "taken push", text: repository) }
        return run
    }

    /// A run with a job that runs.
    func started(_ digit: Character) async throws -> Run {
        let run = try await taken(digit)
        try await engine.tick()
        executor.set("\(run.id)/1", .running(since: nil, progress: JobProgress(step: .reproduce)))
        try await engine.tick()
        return try await now(run)
    }

    func now(_ run: Run) async throws -> Run {
        guard let run = try await store.run(run.id) else { throw Malformed(what: "stored run", text: run.id.text) }
        return run
    }

    /// Ends the run's last attempt as failed.
    func fail(_ run: Run, attempt: Int = 1, _ reason: FailureReason = .stageFailed) async throws {
        let end = JobEnd(outcome: .failed, failure: Failure(reason, "it failed", remedy: "mend it"), endedAt: Self.time + 1)
        executor.set("\(run.id)/\(attempt)", .ended(Evidence(end: end, endedAt: end.endedAt)))
        try await engine.tick()
    }
}

/// HTTP's methods, so that only this file needs the framework's.
enum Verb: String, Sendable, CaseIterable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
    case options = "OPTIONS"
}

/// What came back.
struct Answer: Sendable {
    let status: Int
    let type: String?
    let text: String

    init(_ response: TestResponse) {
        status = response.status.code
        type = response.headers[.contentType]
        text = String(buffer: response.body)
    }

    /// `missing` where the text is no JSON.
    var json: JSONValue { (try? JSONValue(text)) ?? .missing }
    /// One value a line.
    var lines: [JSONValue] { text.split(separator: "\n").map { (try? JSONValue(String($0))) ?? .missing } }
    /// The answer is an error as all errors are: three texts, none of them empty.
    var code: String? {
        guard type == "application/json", let code = json["code"].text,
            json["message"].text?.isEmpty == false, json["remedy"].text?.isEmpty == false
        else { return nil }
        return code
    }
}

struct DeafForge: Forge {
    func show(_ status: CommitStatus, of run: Run, project: ProjectSettings?) async throws {}
    func defaults(of run: Run, project: ProjectSettings?) async throws -> ResourceDefaults { ResourceDefaults() }
    func holdsResult(_ push: TakenPush) async throws -> Bool { false }
    func source(of sweep: Sweep, project: ProjectSettings?) async throws -> SweepSource { SweepSource() }
    func branch(_ standings: [Standing], of sweep: Sweep, project: ProjectSettings?) async throws {}
    func post(_ board: Leaderboard, of sweep: Sweep, project: ProjectSettings?) async throws {}
    func post(_ report: Report, for run: Run, project: ProjectSettings?) async throws {}
    func post(_ refusal: Refusal, project: ProjectSettings?) async throws {}
}

/// Remembers what is logged.
final class LogKeeper: LogHandler, Sendable {
    private let kept = Mutex<[String]>([])
    var lines: [String] { kept.withLock { $0 } }
    var logLevel: Logger.Level {
        get { .trace }
        set {}
    }
    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }
    subscript(metadataKey _: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }

    func log(event: LogEvent) {
        kept.withLock { $0.append("\(event.message) \(event.metadata ?? [:])") }
    }
}
