package import Engine
package import Forges
package import FoundationEssentials
package import RunModel

/// What the routes work on.
package struct WebSurroundings: Sendable {
    package var engine: Engine
    package var store: any RunStore
    package var executors: [any Executor]
    package var settings: @Sendable () -> ServiceSettings
    /// Drains one spool file by its name, and gives the lines for the pusher; nil where there is no such file.
    package var drain: @Sendable (_ file: String) async throws -> [String]?
    /// Nil where no forge is listened to.
    package var hooks: HookDesk?
    /// The largest delivery that is read, in bytes.
    package var largestDelivery: Int { settings().largestDeliveryMiB << 20 }
    /// Signs links to runs' pages; nil where there are no pages.
    package var links: RunLinks?
    /// A drawing of a run's plots, by its file's name; nil where it cannot be had.
    package var drawing: @Sendable (Run, _ file: String) async -> [UInt8]? = { _, _ in nil }
    package var now: @Sendable () -> Date
    package var pid: Int32
    package var startedAt: Date

    package init(
        engine: Engine, store: any RunStore, executors: [any Executor], settings: @escaping @Sendable () -> ServiceSettings,
        drain: @escaping @Sendable (String) async throws -> [String]?, hooks: HookDesk? = nil, links: RunLinks? = nil,
        now: @escaping @Sendable () -> Date = { Date() }, pid: Int32, startedAt: Date
    ) {
        self.engine = engine
        self.store = store
        self.executors = executors
        self.settings = settings
        self.drain = drain
        self.hooks = hooks
        self.links = links
        self.now = now
        self.pid = pid
        self.startedAt = startedAt
    }

    /// A run with what only the engine knows of it.
    @Sendable func document(_ run: Run) async -> RunDocument {
        RunDocument(
            run, progress: await engine.progress(of: run.id), place: try? await engine.place(of: run),
            waiting: await engine.waitReason(of: run.id))
    }
}
