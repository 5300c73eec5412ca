import ArgumentParser
import Foundation
import Logging
import RunModel
import ServiceLifecycle
import Settings
import UnixSignals

/// The service: takes pushes, runs them, answers the command line.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Run the service on a state directory.",
        discussion: "Jobs outlive it: a service that is started again goes on where it was. SIGTERM and SIGINT stop it gracefully.")

    @OptionGroup var options: StateOptions

    @Option(help: ArgumentHelp("A TCP address for reading, on this machine only so far; port 0 takes a free one.", valueName: "host:port"))
    var listen: String?

    @Flag(name: .shortAndLong, help: "Log what is of interest to developers too.")
    var verbose = false

    func run() async throws {
        let logger = Logs.logger(level: verbose ? .debug : .info)
        let loaded = try options.load(further: listen.map { [SettingsOption(key: "listen", text: $0, name: "--listen")] } ?? [])
        for warning in loaded.warnings { logger.warning("settings", metadata: ["warning": "\(warning)"]) }
        try HookGates.check(loaded.settings)
        let state = StateDirectory(loaded.settings)
        try state.make()
        let lock = try Self.take(state)
        defer { withExtendedLifetime(lock) {} }
        let parts = try ServiceParts(loaded, options: options, logger: logger)
        if parts.executors.isEmpty { logger.warning("there is no executor, so runs wait") }
        let services = try parts.services(listen: loaded.settings.listen, polls: true) {
            logger.notice(
                "ready", metadata: ["socket": "\(state.socket)", "projects": "\(parts.live.current.projects.count)"])
        }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: Self.quiet(logger)))
        try await group.run()
        logger.notice("stopped")
    }

    /// - Throws: a ``CommandFailure`` that names the process of the service that is there already.
    static func take(_ state: StateDirectory) throws -> StateLock {
        do {
            return try StateLock.take(state.lock)
        } catch let held as StateLock.Held {
            throw CommandFailure(
                .usage, code: "state_in_use",
                "A service\(held.pid.map { " (pid \($0))" } ?? "") is up on \(state.path) already.",
                remedy: "Use that one, stop it first, or choose another directory with --state.")
        }
    }

    static func quiet(_ logger: Logger) -> Logger {
        var logger = logger
        logger.logLevel = max(logger.logLevel, .error)
        return logger
    }
}
