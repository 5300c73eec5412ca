import Forges
import Foundation
import Logging
import RunModel
import Synchronization

/// The gate that deliveries come through, with the secrets as they were read last. Project files that change make it anew,
/// and so does a signature that does not match, because a secret may have been replaced in its file.
final class HookGates: Sendable {
    private struct State {
        var projects: [String: ProjectSettings] = [:]
        var gate = Gate(doors: [])
        var readAt = Date.distantPast
    }

    private let state = Mutex(State())
    private let live: LiveSettings
    private let now: @Sendable () -> Date
    private let logger: Logger
    /// Seconds between two looks at the secrets that strangers can bring about.
    private static let patience: Double = 15

    init(live: LiveSettings, now: @escaping @Sendable () -> Date, logger: Logger) {
        self.live = live
        self.now = now
        self.logger = logger
    }

    /// Whether every secret can be read; said at the start, so that nothing begins half configured.
    ///
    /// - Throws: a ``CommandFailure`` that names the project and the source.
    static func check(_ settings: ServiceSettings) throws {
        for project in settings.projects.values.sorted(by: { $0.name < $1.name }) {
            for source in project.webhook.secrets {
                do {
                    _ = try read(source)
                } catch {
                    throw CommandFailure(
                        .usage, code: "no_webhook_secret", "The webhook secret of project \(project.name) cannot be had: \(error).",
                        remedy: "Mend it, or take it out of the project's `webhook.secrets`.")
                }
            }
        }
    }

    var current: Gate {
        let projects = live.current.projects
        if let gate = state.withLock({ $0.projects == projects ? $0.gate : nil }) { return gate }
        live.refresh()
        return renew(live.current.projects)
    }

    /// Nil where the secrets were read a moment ago.
    var fresh: Gate? {
        let time = now()
        let may = state.withLock { state in
            guard time.timeIntervalSince(state.readAt) >= Self.patience else { return false }
            state.readAt = time
            return true
        }
        guard may else { return nil }
        live.refresh()
        return renew(live.current.projects)
    }

    private func renew(_ projects: [String: ProjectSettings]) -> Gate {
        let doors = projects.values.sorted { $0.name < $1.name }.filter { $0.forgeKind != nil && $0.webhook.isOpen }.map { project in
            Gate.Door(
                project: project,
                secrets: project.webhook.secrets.compactMap { source in
                    do {
                        return try Self.read(source)
                    } catch {
                        logger.error("a webhook secret cannot be read", metadata: ["project": "\(project.name)", "error": "\(error)"])
                        return nil
                    }
                })
        }
        let gate = Gate(doors: doors)
        state.withLock { state in
            state.projects = projects
            state.gate = gate
            state.readAt = max(state.readAt, now())
        }
        return gate
    }

    static func read(_ source: SecretSource) throws -> Secret {
        try source.read(environment: ProcessInfo.processInfo.environment) { path in Array(try Data(contentsOf: URL(filePath: path))) }
    }
}
