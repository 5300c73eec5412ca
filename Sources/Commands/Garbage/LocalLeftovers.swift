import Engine
import Foundation
import Job
import LocalExecutor
import RunModel

/// What runs have left in the state directory.
struct LocalLeftovers: Sendable {
    let state: StateDirectory
    let store: any RunStore

    /// The work directories of runs that have ended. Those of a run that the store does not know are nobody's to remove.
    ///
    /// - Parameter known: what was found before: a run's work does not change after its end.
    func work(known: [Leftover] = []) async throws -> [Leftover] {
        var found: [Leftover] = []
        for id in try runs() {
            let work = state.work(id)
            guard FileManager.default.fileExists(atPath: work), let ended = try await store.run(id)?.endedAt else { continue }
            let former = known.first { $0.place == .run(id) && $0.since == ended }?.bytes
            let bytes = if let former { former } else { try DiskUse.of(work, .own).bytes }
            let isFree = try DirectoryLock.alone(work) != nil
            found.append(
                Leftover(kind: .work, place: .run(id), bytes: bytes, since: ended, hold: isFree ? nil : "somebody has it open"))
        }
        return found
    }

    /// The logs of runs that were accepted before a time.
    func logs(before time: Date) async throws -> [Leftover] {
        var found: [Leftover] = []
        for id in try runs() where id.text < "r-\(time.utcCompact)" {
            let bytes = try Self.logs(of: id, state).reduce(0) { try $0 + DiskUse.of($1, .all).bytes }
            guard bytes > 0, let ended = try await store.run(id)?.endedAt else { continue }
            found.append(Leftover(kind: .log, place: .run(id), bytes: bytes, since: ended))
        }
        return found
    }

    func caches(_ settings: ServiceSettings) async throws -> [Leftover] {
        let open = Set(try await store.openRuns().flatMap { try Self.caches(of: $0, state, settings) })
        // A run that finds all it needs changes nothing in its cache.
        var used: [String: Date] = [:]
        for run in try await store.runs(RunFilter(), limit: 1000) {
            let name = CacheName.of(run, in: settings)
            used[name] = max(used[name] ?? run.acceptedAt, run.endedAt ?? run.acceptedAt)
        }
        return try Self.names(in: state.caches).filter { !Aside.isAside($0) && "\(state.caches)/\($0)" != state.environments }.map { name in
            let use = try DiskUse.of("\(state.caches)/\(name)", .all)
            return Leftover(
                kind: .cache, place: .cache(name), bytes: use.bytes, since: max(use.changedAt, used[name] ?? use.changedAt),
                hold: open.contains(name) ? "a run uses it" : nil)
        }
    }

    /// A job touches the environment that it uses, and has its directory locked.
    func environments() throws -> [Leftover] {
        try Self.names(in: state.environments).filter { !Aside.isAside($0) }.map { name in
            let path = "\(state.environments)/\(name)"
            let use = try DiskUse.of(path, .all)
            return Leftover(
                kind: .environment, place: .environment(name), bytes: use.bytes, since: use.changedAt,
                hold: try DirectoryLock.alone(path) == nil ? "a run uses it" : nil)
        }
    }

    /// The caches that a run uses: the one that it would be given now, and those that its jobs were given.
    static func caches(of run: Run, _ state: StateDirectory, _ settings: ServiceSettings) throws -> [String] {
        let given = try names(in: state.run(run.id)).filter { $0.hasPrefix("attempt-") }.compactMap { attempt in
            FileManager.default.contents(atPath: "\(state.run(run.id))/\(attempt)/spec.json")
        }
        return [CacheName.of(run, in: settings)]
            + (try given.map { URL(filePath: try JSONDecoder.bunsen.decode(JobSpec.self, from: $0).places.cache).lastPathComponent })
    }

    /// The files of a run's logs, one an attempt.
    static func logs(of id: RunID, _ state: StateDirectory) throws -> [String] {
        try names(in: state.run(id)).filter { $0.hasPrefix("attempt-") }.map { "\(state.run(id))/\($0)/log" }
            .filter { FileManager.default.fileExists(atPath: $0) }
    }

    private func runs() throws -> [RunID] { try Self.names(in: state.runs).compactMap { RunID($0) } }

    private static func names(in directory: String) throws -> [String] {
        guard FileManager.default.fileExists(atPath: directory) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
    }
}

extension CacheName {
    /// Of the cache that a run uses.
    static func of(_ run: Run, in settings: ServiceSettings) -> String {
        of(run.request.repository, settings.project(cloning: run.cloneURL), in: settings)
    }
}
