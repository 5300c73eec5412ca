import RunModel

/// An ended Slurm job, as `scontrol show job` tells of it.
package struct SlurmWord: Sendable, Equatable, CustomStringConvertible {
    /// `JobState`: `FAILED`, `NODE_FAIL`; with what accounting adds: `CANCELLED by 0`.
    package var state: String
    /// `Reason`: `NonZeroExitCode`, `TimeLimit`.
    package var reason: String?
    /// The last lines of its output: slurmd writes into them why it ended a job.
    package var output: [String]

    package init(state: String, reason: String?, output: [String] = []) {
        self.state = state
        self.reason = reason
        self.output = output
    }

    package var description: String { "Slurm says \(state)\(reason.map { ", \($0)" } ?? "")" }

    package var conclusion: Conclusion? {
        // slurmd polls memory where no cgroup holds it, and then the state says only that the launch failed.
        if let line = output.last(where: {
            $0.contains("exceeded memory limit") || $0.contains("oom-kill event") || $0.contains("oom_kill event")
        }) {
            return .outOfMemory("Slurm ended the job because it used more memory than it asked for: \(line)")
        }
        switch state.prefix(while: { $0 != " " && $0 != "+" }) {
        case "OUT_OF_MEMORY": return .outOfMemory("Slurm ended the job because it used more memory than it asked for.")
        case "TIMEOUT", "DEADLINE": return .deadline("Slurm ended the job at its time limit.")
        case "PREEMPTED": return .reclaimed("Slurm took the job's place for another of higher priority.")
        case "NODE_FAIL", "BOOT_FAIL": return .nodeFailed("The node failed under the job (\(state)).")
        case "REVOKED": return .nodeFailed("Slurm moved the job to another cluster (\(state)).")
        case "CANCELLED": return .cancelled("cancelled in Slurm")
        default: return ofReason
        }
    }

    private var ofReason: Conclusion? {
        switch reason {
        case "JobLaunchFailure", "NodeDown", "SystemFailure":
            return .nodeFailed("Slurm could not keep the job running (\(reason ?? state)).")
        case "PartitionTimeLimit", "PartitionNodeLimit", "QOSMaxWallDurationPerJobLimit", "AssocMaxWallDurationPerJobLimit":
            return .tooLarge("It asks for more than the partition ever gives (\(reason ?? state)).")
        case "BadConstraints", "InvalidAccount", "InvalidQOS", "DependencyNeverSatisfied":
            return .failed(
                .badSubmission, what: "Slurm can never start the job (\(reason ?? state)).",
                remedy: "Mend account, partition and constraints in the service's settings, then `bunsen runs retry`.")
        case "TimeLimit": return .deadline("Slurm ended the job at its time limit.")
        default: return nil
        }
    }
}
