import Engine
import Foundation
import RunModel

extension EndSample {
    static let all = local + batch + slurm

    private static let local: [EndSample] = [
        EndSample(.killed, on: .local, .suite("KilledJobTests"), Evidence(end: nil, signal: 9, endedAt: .distantPast), gives: .nodeFailed),
        EndSample(.machineGone, on: .local, .recorded, Evidence(end: nil, endedAt: .distantPast, rebooted: true), gives: .nodeFailed),
        EndSample(.stopped, on: .local, .suite("ResumeTests"), .told(.reclaimed, outcome: .stopped), gives: .reclaimed),
        EndSample(
            .outOfMemory, on: .local, .suite("LocalExecutorMemoryTests"),
            Evidence(end: nil, signal: 9, endedAt: .distantPast, outOfMemory: true),
            gives: .outOfMemory),
        EndSample(
            .outOfMemory, on: .local, .suite("LocalExecutorMemoryTests"), .told(.stageFailed, exitCode: 137, oom: true), gives: .outOfMemory
        ),
        EndSample(.deadline, on: .local, .suite("FailureTests"), .told(.deadline), gives: .deadline),
        EndSample(.stageFails, on: .local, .suite("FailureTests"), .told(.stageFailed, exitCode: 3), gives: .stageFailed),
        EndSample(.dataMissing, on: .local, .suite("EndsTests"), .told(.dataMissing), gives: .dataMissing),
        EndSample(.diskFull, on: .local, .suite("DiskFullTests"), .told(.diskFull), gives: .diskFull),
        EndSample(.unreachable, on: .local, .suite("EndsTests"), .told(.unreachable), gives: .unreachable),
        EndSample(.denied, on: .local, .suite("EndsTests"), .told(.accessDenied), gives: .accessDenied),
        EndSample(.misconfigured, on: .local, .suite("FailureTests"), .told(.misconfigured), gives: .misconfigured),
        EndSample(.tooLarge, on: .local, .suite("FailureTests"), .told(.requestTooLarge), gives: .requestTooLarge),
        EndSample(.noCapacity, on: .local, .suite("LocalExecutorSlotTests"), .told(.noCapacity), gives: .noCapacity),
    ]

    /// Words of real events; `vectors/aws-batch` has some of them whole.
    private static let batch: [EndSample] = [
        EndSample(.machineGone, on: .batch, .recorded, .batch("Host EC2 (instance i-0123456789abcdef0) terminated."), gives: .reclaimed),
        EndSample(.killed, on: .batch, .recorded, .batch("Essential container in task exited", exit: 137), gives: .nodeFailed),
        EndSample(
            .stopped, on: .batch, .recorded,
            .told(
                .reclaimed, outcome: .stopped,
                word: .batch(BatchWord(statusReason: "Essential container in task exited", containerReason: nil, exitCode: 75))),
            gives: .reclaimed),
        EndSample(.stopped, on: .batch, .recorded, .batch("Essential container in task exited", exit: 75), gives: .reclaimed),
        EndSample(
            .outOfMemory, on: .batch, .recorded,
            .batch("Essential container in task exited", "OutOfMemoryError: Container killed due to memory usage", exit: 137),
            gives: .outOfMemory),
        EndSample(
            .outOfMemory, on: .batch, .recorded,
            .told(
                .stageFailed, exitCode: 137,
                word: .batch(
                    BatchWord(
                        statusReason: "Essential container in task exited",
                        containerReason: "OutOfMemoryError: Container killed due to memory usage",
                        exitCode: 1))), gives: .outOfMemory),
        EndSample(.deadline, on: .batch, .recorded, .batch("Job attempt duration exceeded timeout", exit: 137), gives: .deadline),
        EndSample(
            .deadline, on: .batch, .recorded,
            .told(
                .reclaimed, outcome: .stopped,
                word: .batch(BatchWord(statusReason: "Job attempt duration exceeded timeout", containerReason: nil, exitCode: 75))),
            gives: .deadline),
        EndSample(
            .stageFails, on: .batch, .recorded,
            .told(
                .stageFailed, exitCode: 1,
                word: .batch(BatchWord(statusReason: "Essential container in task exited", containerReason: nil, exitCode: 1))),
            gives: .stageFailed),
        EndSample(
            .imagePull, on: .batch, .recorded,
            .batch(
                "Task failed to start", "CannotPullContainerError: pull image manifest has been retried 1 time(s): image not found"),
            gives: .imagePull),
        EndSample(
            .badDefinition, on: .batch, .recorded,
            .batch(
                "Task failed to start",
                "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed"),
            gives: .badSubmission),
        EndSample(
            .badDefinition, on: .batch, .recorded,
            .batch(
                "Task failed to start",
                "CannotStartContainerError: Error response from daemon: exec: \"bunsen\": executable file not found in $PATH"),
            gives: .badSubmission),
        EndSample(.badDefinition, on: .batch, .recorded, .batch("Essential container in task exited", exit: 127), gives: .badSubmission),
        EndSample(
            .badDefinition, on: .batch, .recorded, .batch("MISCONFIGURATION:SERVICE_ROLE_PERMISSIONS"), gives: .badSubmission),
        EndSample(
            .noCapacity, on: .batch, .recorded, .batch("CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY - no instance could be had"),
            gives: .noCapacity),
        EndSample(
            .tooLarge, on: .batch, .recorded, .batch("MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT - larger than any instance"),
            gives: .requestTooLarge),
        EndSample(
            .machineGone, on: .batch, .recorded, .batch("Task failed to start", "DockerTimeoutError: Could not transition to started"),
            gives: .nodeFailed),
    ]

    private static let slurm: [EndSample] = [
        EndSample(.stageFails, on: .slurm, .recorded, stageFailedOnSlurm, gives: .stageFailed),
        EndSample(.killed, on: .slurm, .recorded, .slurm("FAILED", "NonZeroExitCode", exit: 137), gives: .nodeFailed),
        EndSample(.cancelledOutside, on: .slurm, .recorded, .slurm("CANCELLED", "None", signal: 15), gives: .cancelled),
        EndSample(.cancelledOutside, on: .slurm, .recorded, .slurm("CANCELLED by 0", "None"), gives: .cancelled),
        EndSample(.deadline, on: .slurm, .recorded, .slurm("TIMEOUT", "TimeLimit", signal: 9), gives: .deadline),
        EndSample(
            .deadline, on: .slurm, .recorded,
            .told(.reclaimed, outcome: .stopped, word: .slurm(SlurmWord(state: "TIMEOUT", reason: "TimeLimit"))), gives: .deadline),
        EndSample(
            .outOfMemory, on: .slurm, .recorded,
            .slurm(
                "FAILED", "JobLaunchFailure", signal: 9,
                output: ["slurmstepd: error: Job 7 exceeded memory limit (225083392 > 62914560), being killed"]), gives: .outOfMemory),
        EndSample(.outOfMemory, on: .slurm, .recorded, .slurm("OUT_OF_MEMORY", "OutOfMemory", signal: 9), gives: .outOfMemory),
        EndSample(.machineGone, on: .slurm, .recorded, .slurm("NODE_FAIL", "NodeDown"), gives: .nodeFailed),
        EndSample(.preempted, on: .slurm, .recorded, .slurm("PREEMPTED", "None"), gives: .reclaimed),
        EndSample(.badDefinition, on: .slurm, .recorded, .slurm("FAILED", "NonZeroExitCode", exit: 127), gives: .badSubmission),
        EndSample(.badDefinition, on: .slurm, .recorded, .slurm("PENDING", "DependencyNeverSatisfied"), gives: .badSubmission),
        EndSample(.tooLarge, on: .slurm, .recorded, .slurm("PENDING", "PartitionTimeLimit"), gives: .requestTooLarge),
        EndSample(
            .stopped, on: .slurm, .recorded,
            .told(.reclaimed, outcome: .stopped, word: .slurm(SlurmWord(state: "FAILED", reason: "NonZeroExitCode"))), gives: .reclaimed),
    ]

    private static let stageFailedOnSlurm = Evidence.told(
        .stageFailed, exitCode: 3, word: .slurm(SlurmWord(state: "FAILED", reason: "NonZeroExitCode")))
}
