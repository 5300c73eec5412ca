import AWS
import FoundationEssentials
import RunModel

/// A job as Batch last told of it.
struct SeenJob: Sendable {
    /// Nil: Batch did not know it.
    var job: BatchJob?
    var at: Date
    /// When its state was first seen to be what it is.
    var changedAt: Date
    /// Something was done to it since.
    var isStale = false

    /// How old a look may be, in seconds: little where something has just happened, more where nothing has for long.
    func patience(at now: Date) -> Double {
        guard let job, !isStale else { return isStale ? 0 : 5 }
        if job.hasEnded { return 3600 }
        return min(30, max(2, now.timeIntervalSince(changedAt) / 20))
    }

    func isFresh(at now: Date) -> Bool { now.timeIntervalSince(at) < patience(at: now) }
}

extension BatchJob {
    var hasEnded: Bool { status == BatchStatus.succeeded.rawValue || status == BatchStatus.failed.rawValue }

    /// What it was told.
    var spec: JobSpec? {
        container?.environment?.first { $0.name == JobSpec.variable }?.value.flatMap { try? JobSpec(variableValue: $0) }
    }

    /// In the order of the attempts.
    var streams: [String] {
        var names = (attempts ?? []).compactMap { $0.container?.logStreamName }
        if let current = container?.logStreamName, !names.contains(current) { names.append(current) }
        return names
    }

    var logGroup: String { container?.logConfiguration?.options?["awslogs-group"] ?? "/aws/batch/job" }

    static func date(_ milliseconds: Int64?) -> Date? { milliseconds.map { Date(timeIntervalSince1970: Double($0) / 1000) } }
}
