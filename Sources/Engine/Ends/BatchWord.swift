import RunModel

/// An ended AWS Batch job, as DescribeJobs and EventBridge tell of it.
///
/// The words of status reasons are Batch's and ECS's own; what is not known here means nothing, and the exit code speaks.
package struct BatchWord: Sendable, Equatable, CustomStringConvertible {
    /// The job's `statusReason`, or that of its last attempt.
    package var statusReason: String?
    /// The last container's `reason`.
    package var containerReason: String?
    package var exitCode: Int?

    package init(statusReason: String?, containerReason: String?, exitCode: Int?) {
        self.statusReason = statusReason
        self.containerReason = containerReason
        self.exitCode = exitCode
    }

    package var description: String {
        let words = [statusReason, containerReason].compactMap { $0 }.map { "“\($0)”" }
        return words.isEmpty ? "Batch gives no reason" : "Batch says \(words.joined(separator: ", "))"
    }

    package var conclusion: Conclusion? {
        let status = statusReason ?? ""
        let container = containerReason ?? ""
        // `Host EC2 (instance i-…) terminated.`: the machine was taken back, or it died.
        if status.hasPrefix("Host EC2") { return .reclaimed("The machine was taken away: \(status)") }
        if status.hasPrefix("CAPACITY:") { return .noCapacity("Batch has no machine for it now: \(status)") }
        if status.hasPrefix("MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT")
            || status.hasPrefix("MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE")
        {
            return .tooLarge("No machine of the queue can hold what it asks for: \(status)")
        }
        if status.hasPrefix("MISCONFIGURATION:") {
            return .failed(
                .badSubmission, what: "The queue's compute environment cannot run it: \(status)",
                remedy: "Mend the compute environment of the queue, then `bunsen runs retry`.")
        }
        if status.contains("exceeded timeout") { return .deadline("Batch ended the job at its deadline: \(status)") }
        return ofContainer(container)
    }

    private func ofContainer(_ reason: String) -> Conclusion? {
        let error = reason.prefix { $0 != ":" }
        switch error {
        case "OutOfMemoryError":
            return .outOfMemory("The container used more memory than the job asked for: \(reason)")
        case "CannotPullContainerError", "CannotPullECRContainerError", "CannotPullImageManifestError":
            return .failed(
                .imagePull, what: "The job's image could not be pulled: \(reason)",
                remedy: "Push the image that the job definition names, and let the execution role pull it; then `bunsen runs retry`.")
        case "ResourceInitializationError":
            return .failed(
                .badSubmission, what: "The container could not be prepared: \(reason)",
                remedy: "Look at the job definition's secrets and at what its execution role may read; then `bunsen runs retry`.")
        case "CannotStartContainerError", "CannotCreateContainerError", "CannotCreateVolumeError":
            return .failed(
                .badSubmission, what: "The container could not be started: \(reason)",
                remedy: "Look at the job definition: its command, mounts and devices; then `bunsen runs retry`.")
        case "DockerTimeoutError", "CannotInspectContainerError", "CannotStopContainerError", "TaskFailedToStart", "InternalError":
            return .nodeFailed("The machine could not look after the container: \(reason)")
        default:
            return nil
        }
    }
}
