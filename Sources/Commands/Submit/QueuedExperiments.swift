import DVC
import Foundation
import Git
import RunModel

/// What waits in DVC's queue in a clone.
struct QueuedExperiments: Sendable {
    struct Entry: Sendable {
        let queued: DVCQueue.Entry
        let name: String
        /// What the experiment changes, as `lr=0.5`, in the order of its names.
        let changes: [String]
    }

    /// Oldest first.
    let entries: [Entry]

    /// - Throws: `Failure` where DVC cannot read it.
    static func read(_ clone: WorkingClone, dvc: String) async throws -> QueuedExperiments {
        let project = try clone.project
        return try await LookingDriver(dvc: dvc).run { session, scratch in
            let queue = try await session.queue(in: project, reply: "\(scratch)/queue.json")
            guard !queue.entries.isEmpty else { return QueuedExperiments(entries: []) }
            let revisions = Set(queue.entries.flatMap { [$0.rev.text, $0.base.text] }).sorted()
            let values = try await session.values(of: revisions, in: project, reply: "\(scratch)/values.json").revisions
            let entries = queue.entries.map { entry in
                let sides = [entry.base, entry.rev].map { values[$0.text]?.params ?? [:] }
                return Entry(
                    queued: entry, name: entry.name ?? String(entry.rev.text.prefix(7)), changes: changes(from: sides[0], to: sides[1]))
            }
            return QueuedExperiments(entries: entries)
        }
    }

    private static func changes(from old: [String: [String: Scalar?]], to new: [String: [String: Scalar?]]) -> [String] {
        new.sorted { $0.key < $1.key }.flatMap { file, values in
            values.sorted { $0.key < $1.key }.filter { $0.value != old[file]?[$0.key] ?? nil }
                .map { "\($0.key)=\(Figures.value($0.value))" }
        }
    }

    /// - Parameters:
    ///   - names: nothing for all of `base`.
    ///   - base: nil for those of every commit.
    /// - Throws: ``CommandFailure`` `unknown_name`.
    func chosen(_ names: [String], base: CommitSHA?) throws -> [Entry] {
        guard !names.isEmpty else { return entries.filter { base == nil || $0.queued.base == base } }
        return try names.map { name in
            if let entry = entries.first(where: { $0.name == name }) { return entry }
            let byCommit = entries.filter { name.count >= 4 && $0.queued.rev.text.hasPrefix(name) }
            if byCommit.count == 1 { return byCommit[0] }
            throw CommandFailure(
                .usage, code: "unknown_name", "No experiment in DVC's queue has the name “\(Terminal.plain(name))”.",
                remedy: NearestName.of(name, among: entries.map(\.name)).map { "Did you mean “\($0)”?" }
                    ?? "`dvc queue status` shows what is queued.")
        }
    }
}
