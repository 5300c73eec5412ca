import DVC
import Foundation
import RunModel

/// Reads the values of what is compared: from the commits, through DVC; of a run whose commit is not here, from its report.
struct ComparisonReading {
    let clone: WorkingClone?
    /// The `dvc` program: a name to look up in PATH, or a path.
    let dvc: String

    func compare(_ subjects: [Subject]) async throws -> Comparison {
        var remarks: [String] = []
        var read: DVCValues?
        let revisions = subjects.compactMap(\.revision)
        if let clone, !revisions.isEmpty {
            do {
                read = try await values(of: revisions, in: clone)
            } catch let failure as Failure {
                // What runs have told is there without DVC.
                guard subjects.allSatisfy({ $0.run?.report != nil }) else { throw CommandFailure.of(failure) }
                remarks.append("\(failure.message) What the runs' reports have stands in for it.")
            }
        }
        let names = Dictionary(
            subjects.compactMap { subject in subject.revision.map { ($0, subject.name) } }, uniquingKeysWith: { a, _ in a })
        remarks += (read?.errors ?? []).map { problem in
            let place = [problem.rev.map { names[$0] ?? $0 }, problem.path].compactMap(\.self).joined(separator: ": ")
            return "\(place.isEmpty ? "a commit" : place) could not be read: \(problem.message)"
        }
        let sides = subjects.map { subject -> (metrics: Comparison.Values, params: Comparison.Values) in
            if let side = subject.revision.flatMap({ read?.revisions[$0] }) {
                return (side.metrics.mapValues { $0.compactMapValues(\.self) }, side.params.mapValues { $0.compactMapValues(\.self) })
            }
            guard let report = subject.run?.report else { return ([:], [:]) }
            if subject.commit == nil, report.outcome != "failed" {
                remarks.append("\(subject.name): its result is not in this clone; of its parameters only those that changed are known")
            }
            return (
                Self.values(report.metrics.map { ($0.file, $0.name, $0.after) }),
                Self.values(report.params.map { ($0.file, $0.name, $0.after) })
            )
        }
        return Comparison(subjects, sides, better: clone?.settings.report.better ?? [:], remarks: remarks)
    }

    private static func values(_ leaves: [(file: String, name: String, value: Scalar?)]) -> Comparison.Values {
        leaves.reduce(into: [:]) { files, leaf in files[leaf.file, default: [:]][leaf.name] = leaf.value }
    }

    /// - Throws: `Failure`
    private func values(of revisions: [String], in clone: WorkingClone) async throws -> DVCValues {
        let project = try clone.project
        return try await LookingDriver(dvc: dvc).run { session, scratch in
            try await session.values(
                of: revisions, without: clone.settings.report.exclude, in: project, reply: "\(scratch)/values.json")
        }
    }
}
