import Foundation
import RunModel
import SQLiteStore

/// One collection: what goes, and what became of it. What cannot be looked at is told, and keeps nothing else from being
/// collected.
struct Collection: Sendable {
    let settings: ServiceSettings
    let state: StateDirectory
    /// Nil where there never was a service.
    let store: SQLiteStore?
    let now: Date
    private(set) var garbage: [Garbage] = []
    /// By the place of what was tried to be removed.
    private(set) var outcomes: [Leftover.Place: [Leftover.Kind: Sweeper.Outcome]] = [:]
    private(set) var problems: [String] = []

    init(settings: ServiceSettings, state: StateDirectory, store: SQLiteStore?, now: Date) {
        self.settings = settings
        self.state = state
        self.store = store
        self.now = now
    }

    private var rules: LeftoverRules { LeftoverRules(keep: settings.keep, now: now) }

    mutating func finishFormer() throws {
        if let store { try Sweeper(state: state, store: store).finishFormer() }
    }

    mutating func find(remotes: Bool) async {
        var leftovers: [Leftover] = []
        if let store {
            let here = LocalLeftovers(state: state, store: store)
            leftovers += await trying("work directories") { try await here.work() }
            leftovers += await trying("logs") { [settings, now] in
                try await here.logs(before: now - Double(settings.keep.logsSeconds))
            }
            leftovers += await trying("content caches") { [settings] in try await here.caches(settings) }
            leftovers += await trying("environments") { try here.environments() }
        }
        leftovers += await trying("repetitions") { [state, settings] in
            try LeftRepetitions(state: state, settings: settings).find().map { path in
                let use = try DiskUse.of(path, .all)
                return Leftover(
                    kind: .repetition, place: .repetition(URL(filePath: path).lastPathComponent), bytes: use.bytes, since: use.changedAt)
            }
        }
        for project in remotes ? projects : [] {
            leftovers += await trying("the remote of \(project.name)") { [store, rules] in
                try await RemoteLeftovers(project: project, store: store, rules: rules).find()
            }
        }
        garbage = rules.garbage(among: leftovers)
    }

    /// One for each repository.
    private var projects: [ProjectSettings] {
        var seen: Set<String> = []
        return settings.projects.values.sorted { $0.name < $1.name }.filter { seen.insert($0.url).inserted }
    }

    private mutating func trying(_ what: String, _ look: () async throws -> [Leftover]) async -> [Leftover] {
        do {
            return try await look()
        } catch {
            problems.append("could not look at \(what): \(error)")
            return []
        }
    }

    mutating func remove() async {
        for leftover in garbage.map(\.leftover) {
            do {
                outcomes[leftover.place, default: [:]][leftover.kind] = try await remove(leftover)
            } catch {
                outcomes[leftover.place, default: [:]][leftover.kind] = .stays("\(error)")
                problems.append("could not remove \(leftover.kind.rawValue) \(leftover.name): \(error)")
            }
        }
    }

    private func remove(_ leftover: Leftover) async throws -> Sweeper.Outcome {
        if case .ref(let name, let ref, let sha) = leftover.place, let project = settings.projects[name] {
            return try await RemoteLeftovers.remove(ref, sha, of: project)
        }
        if case .repetition(let name) = leftover.place {
            let isGone = try await LeftRepetitions(state: state, settings: settings).remove(name)
            return isGone ? .removed : .stays("somebody stands in it again")
        }
        guard let store else { return .stays("there is no store") }
        let sweeper = Sweeper(state: state, store: store)
        return switch (leftover.place, leftover.kind) {
        case (.run(let id), .log): try await sweeper.removeLogs(of: id)
        case (.run(let id), _): try await sweeper.removeWork(of: id)
        case (.cache(let name), _): try await sweeper.removeCache(name, settings)
        case (.environment(let name), _): try sweeper.removeEnvironment(name)
        case (.repetition, _): .stays("it is looked after apart")
        case (.ref(let name, _, _), _): .stays("there is no project \(name) any more")
        }
    }
}
