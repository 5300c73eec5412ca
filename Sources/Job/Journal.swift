import FoundationEssentials
package import RunModel

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Which steps are done, kept in the work directory so that a job that was killed goes on where it was.
/// Each entry is on the disk before ``record(_:_:)`` returns.
package final class Journal: Sendable {
    private let path: String
    private let afterStep: @Sendable (JobStep) -> Void

    /// - Parameter afterStep: called when a step's entry is on the disk; crash drills stop the job there.
    package init(path: String, afterStep: @escaping @Sendable (JobStep) -> Void = { _ in }) {
        self.path = path
        self.afterStep = afterStep
    }

    struct Entry: Codable {
        var step: JobStep
        var value: String
    }

    /// What was recorded last for a step.
    package func value(of step: JobStep) -> String? {
        guard let data = try? Data(contentsOf: URL(filePath: path)) else { return nil }
        // The last line may be torn by a kill: it does not count.
        return data.split(separator: 10).compactMap { try? JSONDecoder().decode(Entry.self, from: Data($0)) }
            .last { $0.step == step }?.value
    }

    package func record(_ step: JobStep, _ value: String = "") throws {
        let line = try JSONEncoder().encode(Entry(step: step, value: value)) + [10]
        let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Self.problem(path) }
        defer { close(file) }
        let written = line.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
        guard written == line.count, fsync(file) == 0 else { throw Self.problem(path) }
        afterStep(step)
    }

    private static func problem(_ path: String) -> Failure {
        let full = errno == ENOSPC || errno == EDQUOT
        return Failure(
            full ? .diskFull : .internalError, "Writing the journal \(path) failed: \(String(cString: strerror(errno))).",
            remedy: full ? "Free space on that disk, then `bunsen runs retry`." : "Check the disk and the rights of the state directory.")
    }
}
