package import AWS
import FoundationEssentials
import Logging
package import RunModel

extension BatchExecutor {
    /// How long a job stays RUNNABLE before it is asked why, and how long the answer holds, in seconds.
    private static let patience = 60.0

    /// Why a job has not started.
    func reason(_ job: BatchJob) async -> String {
        if let said = job.statusReason, !said.isEmpty { return "AWS Batch: \(said)" }
        switch BatchStatus(rawValue: job.status) {
        case .runnable:
            let since = BatchJob.date(job.createdAt) ?? now()
            guard now().timeIntervalSince(since) >= Self.patience else { return "AWS Batch looks for a machine" }
            return await whyRunnable(job.asked) ?? "AWS Batch has no machine for it yet; a new one takes minutes"
        case .starting: return "its container is being started"
        default: return "AWS Batch has it in the queue"
        }
    }

    /// What is wrong with the queue, of which its jobs tell nothing; nil where nothing is.
    private func whyRunnable(_ asked: Resources) async -> String? {
        if let known = diagnoses[asked], now().timeIntervalSince(known.at) < Self.patience { return known.text }
        var text: String?
        do {
            text = try await QueueDiagnosis.of(queue().queue, batch, asked: asked)
        } catch {
            logger.debug("a queue could not be looked at", metadata: ["error": "\(error)"])
        }
        diagnoses = diagnoses.filter { now().timeIntervalSince($0.value.at) < Self.patience }
        diagnoses[asked] = (text, now())
        return text
    }
}

/// What keeps the jobs of a queue from starting.
package enum QueueDiagnosis {
    /// One sentence; nil where the queue and its compute environments are in order.
    ///
    /// - Parameter asked: by a job, which may be more than any of the machines has.
    package static func of(_ name: String, _ batch: Batch, asked: Resources? = nil) async throws -> String? {
        guard let queue = try await batch.describeJobQueues([name]).first else { return "the job queue \(name) does not exist" }
        if queue.state == "DISABLED" { return "the job queue \(name) is disabled" }
        if queue.status == "INVALID" { return "the job queue \(name) is invalid\(because(queue.statusReason))" }
        let places = (queue.computeEnvironmentOrder ?? []).compactMap(\.computeEnvironment)
        guard !places.isEmpty else { return "the job queue \(name) has no compute environment" }
        let environments = try await batch.describeComputeEnvironments(places)
        let faults = environments.map { place in fault(place) ?? asked.flatMap { MachineSize.shortage(of: $0, in: place) } }
        // One that works is enough.
        guard faults.allSatisfy({ $0 != nil }) else { return nil }
        return faults.compactMap(\.self).first ?? "the job queue's compute environments do not exist"
    }

    private static func fault(_ place: BatchComputeEnvironment) -> String? {
        let name = place.computeEnvironmentName ?? "?"
        if place.status == "INVALID" { return "the compute environment \(name) is invalid\(because(place.statusReason))" }
        if place.state == "DISABLED" { return "the compute environment \(name) is disabled" }
        if let most = place.computeResources?.maxvCpus, let wanted = place.computeResources?.desiredvCpus, most > 0, wanted >= most {
            return "the compute environment \(name) is at its limit of \(most) vCPUs"
        }
        return nil
    }

    private static func because(_ reason: String?) -> String { reason.map { ": \($0)" } ?? "" }
}
