import Foundation
import Logging
import RunModel
import Settings
import Synchronization

/// The settings as they are now: project files that come, change or go count without a restart. All else is as it was at
/// the start.
final class LiveSettings: Sendable {
    private struct State {
        var settings: ServiceSettings
        var stamp: [String: Double]
    }

    private let state: Mutex<State>
    private let directories: [String]
    private let load: @Sendable () throws -> LoadedSettings
    private let logger: Logger

    init(_ loaded: LoadedSettings, options: StateOptions, logger: Logger) {
        directories = [loaded.projectsDirectory, StateDirectory(loaded.settings).projects].compactMap(\.self)
        load = { try options.load() }
        self.logger = logger
        state = Mutex(State(settings: loaded.settings, stamp: Self.stamp(directories)))
    }

    var current: ServiceSettings { state.withLock { $0.settings } }

    /// Reads the project files again where one has changed. Files with mistakes leave the settings as they were.
    func refresh() {
        let stamp = Self.stamp(directories)
        guard state.withLock({ $0.stamp != stamp }) else { return }
        do {
            let projects = try load().settings.projects
            state.withLock { state in
                state.settings.projects = projects
                state.stamp = stamp
            }
            logger.notice("projects read again", metadata: ["projects": "\(projects.count)"])
        } catch {
            // Said once for each state of the files.
            state.withLock { $0.stamp = stamp }
            logger.error("project files have mistakes; the settings stay as they were", metadata: ["error": "\(error)"])
        }
    }

    /// When each project file was last changed.
    private static func stamp(_ directories: [String]) -> [String: Double] {
        var stamp: [String: Double] = [:]
        for directory in directories {
            for name in (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? [] {
                let path = "\(directory)/\(name)"
                let attributes = try? FileManager.default.attributesOfItem(atPath: path)
                stamp[path] = (attributes?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
            }
        }
        return stamp
    }
}
