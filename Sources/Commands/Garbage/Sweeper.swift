import Engine
import Foundation
import Job
import RunModel
import SQLiteStore

/// Removes leftovers of the state directory, one by one, each only while nothing can begin to use it.
struct Sweeper: Sendable {
    let state: StateDirectory
    let store: SQLiteStore

    enum Outcome: Sendable, Equatable {
        case removed
        /// It has been found in use, or changed, meanwhile.
        case stays(String)
    }

    /// The right to remove; it lasts as long as what is returned. The service and every `bunsen gc` take turns by it.
    ///
    /// - Returns: nil while another has it.
    static func turn(_ state: StateDirectory) throws -> DirectoryLock? { try DirectoryLock.alone(state.runs) }

    func removeWork(of id: RunID) async throws -> Outcome {
        let work = state.work(id)
        try Aside.clear(work)
        guard FileManager.default.fileExists(atPath: work) else { return .removed }
        guard let lock = try DirectoryLock.alone(work) else { return .stays("somebody has it open") }
        defer { withExtendedLifetime(lock) {} }
        guard try await whileEnded(id, { try Aside.move(work) }) else { return .stays("the run is to run again") }
        try Aside.clear(work)
        return .removed
    }

    func removeLogs(of id: RunID) async throws -> Outcome {
        let isDone = try await whileEnded(id) {
            for path in try LocalLeftovers.logs(of: id, state) { try FileManager.default.removeItem(atPath: path) }
        }
        return isDone ? .removed : .stays("the run is to run again")
    }

    func removeCache(_ name: String, _ settings: ServiceSettings) async throws -> Outcome {
        let path = "\(state.caches)/\(name)"
        try Aside.clear(path)
        let isFree = try await store.whileNothingIsTaken { open in
            guard try !open.contains(where: { try LocalLeftovers.caches(of: $0, state, settings).contains(name) }) else { return false }
            try Aside.move(path)
            return true
        }
        guard isFree else { return .stays("a run uses it") }
        try Aside.clear(path)
        return .removed
    }

    func removeEnvironment(_ name: String) throws -> Outcome {
        let path = "\(state.environments)/\(name)"
        try Aside.clear(path)
        guard FileManager.default.fileExists(atPath: path) else { return .removed }
        guard let lock = try DirectoryLock.alone(path) else { return .stays("a run uses it") }
        defer { withExtendedLifetime(lock) {} }
        try Aside.move(path)
        try Aside.clear(path)
        return .removed
    }

    /// Removes what a process that was killed had taken out of its place, and not removed.
    func finishFormer() throws {
        for id in try FileManager.default.contentsOfDirectory(atPath: state.runs).compactMap({ RunID($0) }) {
            try Aside.clear(state.work(id))
        }
        for place in [state.caches, state.environments] where FileManager.default.fileExists(atPath: place) {
            for name in try FileManager.default.contentsOfDirectory(atPath: place) where Aside.isAside(name) {
                try FileManager.default.removeItem(atPath: "\(place)/\(name)")
            }
        }
    }

    /// Within a transaction: another attempt begins with one too, and so not meanwhile.
    ///
    /// - Returns: false where the run has not ended.
    private func whileEnded(_ id: RunID, _ work: @Sendable () throws -> Void) async throws -> Bool {
        do {
            try await store.update(id) { run in
                guard run.state.isEnded else { throw Reopened() }
                try work()
            }
            return true
        } catch is Reopened {
            return false
        }
    }
}
