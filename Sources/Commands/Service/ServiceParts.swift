import Engine
import Forges
import Foundation
import Glibc
import LocalExecutor
import Logging
import Messages
import RunModel
import ServiceLifecycle
import Settings
import SQLiteStore
import Web

/// Everything a service is made of, wired together here and only here.
struct ServiceParts: Sendable {
    let live: LiveSettings
    let state: StateDirectory
    let store: SQLiteStore
    let executors: [any Executor]
    let engine: Engine
    let spool: Spool
    private let links: RunLinks?
    let logger: Logger
    private let startedAt = Date()

    init(_ loaded: LoadedSettings, options: StateOptions, logger: Logger) throws {
        let state = StateDirectory(loaded.settings)
        try state.make()
        let live = LiveSettings(loaded, options: options, logger: logger)
        store = try state.openStore()
        let environment = ProcessInfo.processInfo.environment
        let local = LocalExecutor(
            LocalExecutorConfiguration(
                settings: { live.current }, program: [Self.program], environment: environment,
                hidden: loaded.places), logger: logger)
        executors = [local] + BatchExecutors.make({ live.current }, logger: logger)
        let links = RunLinks(key: try LinkKey.load(state), publicURL: loaded.settings.publicURL)
        let forge = ForgeDesk(
            plain: PlainGitForge(state: state, live: live),
            links: PageLinks(run: { links?.url(of: $0) }, sweep: { links?.url(of: $0) }))
        let drill = CrashDrill(environment: environment)
        engine = Engine(
            store: store, executors: executors, forge: forge, messenger: PostOffice.of({ live.current }, link: { links?.url(of: $0) }),
            settings: { live.current },
            now: { Date() }, logger: logger, didChange: { drill.pass($0) })
        self.live = live
        self.links = links
        self.state = state
        self.logger = logger
        spool = Spool(directory: state.spool, live: live, engine: engine, logger: logger)
    }

    /// - Parameters:
    ///   - listen: a TCP address besides the socket.
    ///   - polls: whether lost pushes are looked for.
    ///   - ready: called when the socket answers.
    func services(listen: ListenAddress?, polls: Bool, ready: @escaping @Sendable () -> Void) throws -> [any Service] {
        var web = WebSurroundings(
            engine: engine, store: store, executors: executors,
            settings: { [live] in
                live.refresh()
                return live.current
            },
            drain: { [spool] in try await spool.drain($0) }, hooks: hooks, links: links, pid: getpid(), startedAt: startedAt)
        let drawings = DrawingCache(
            directory: state.drawings, project: { [live] in live.current.project(for: $0) }, now: { Date() })
        web.drawing = { run, file in await drawings.drawing(file, of: run) }
        var services: [any Service] = [
            EngineService(engine: engine), SpoolKeeper(spool: spool),
            try WebServer(web, socket: state.socket, logger: logger) { ready() },
        ]
        if let listen {
            services.append(
                try WebServer(web, listen: listen, logger: logger) { [logger] port in
                    logger.notice(
                        listen.isLoopback
                            ? "listening; everybody on this machine can read runs and their logs"
                            : "listening beyond this machine, without encryption: deliveries and links belong behind a proxy that has it",
                        metadata: ["address": "http://\(ListenAddress(host: listen.host, port: port))"])
                })
        }
        for executor in executors {
            services.append(
                ContainerKeeper(
                    state: state, live: live, executor: executor, environment: ProcessInfo.processInfo.environment, logger: logger))
        }
        if polls {
            services.append(WorkKeeper(state: state, live: live, store: store, now: { Date() }, logger: logger))
            services.append(Poller(state: state, live: live, store: store, engine: engine, now: { Date() }, logger: logger))
        }
        return services
    }

    private var hooks: HookDesk {
        let gates = HookGates(live: live, now: { Date() }, logger: logger)
        return HookDesk(
            gate: { gates.current }, freshGate: { gates.fresh },
            commit: { [state] project, branch, sha in try await HeadCommit.read(sha, of: branch, in: project, state).text },
            take: { [engine] in try await engine.take($0) }, canonical: { [live] in live.current.canonical($0) }, now: { Date() },
            logger: logger)
    }

    /// The path of this program.
    private static var program: String {
        let path = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        // So the kernel calls a file that a newer one has replaced, which then is the one to start.
        let mark = " (deleted)"
        return path.hasSuffix(mark) ? String(path.dropLast(mark.count)) : path
    }
}

/// The engine as a part of a service that stops gracefully: jobs go on without it.
struct EngineService: Service {
    let engine: Engine

    func run() async throws {
        await cancelWhenGracefulShutdown { await engine.run() }
    }
}
