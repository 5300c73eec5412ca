/// What a job waits for: its queue, the queue's compute environments, its definition. Enough of them to say why a job
/// stays RUNNABLE, and in which form a definition takes its resources.
package struct BatchQueue: Codable, Sendable, Equatable {
    package struct Place: Codable, Sendable, Equatable {
        package let order: Int?
        /// An ARN.
        package let computeEnvironment: String?
    }

    package let jobQueueName: String?
    package let jobQueueArn: String?
    /// `ENABLED` or `DISABLED`.
    package let state: String?
    /// `VALID`, `INVALID`, …
    package let status: String?
    package let statusReason: String?
    package let computeEnvironmentOrder: [Place]?
    /// With one, jobs need a `shareIdentifier`.
    package let schedulingPolicyArn: String?
}

package struct BatchComputeEnvironment: Codable, Sendable, Equatable {
    package struct Resources: Codable, Sendable, Equatable {
        /// `EC2`, `SPOT`, `FARGATE` or `FARGATE_SPOT`.
        package let type: String?
        package let minvCpus: Int?
        package let maxvCpus: Int?
        package let desiredvCpus: Int?
        /// `g5.xlarge`, `g5`, `optimal`.
        package let instanceTypes: [String]?
    }

    package let computeEnvironmentName: String?
    package let computeEnvironmentArn: String?
    /// `ENABLED` or `DISABLED`.
    package let state: String?
    /// `VALID`, `INVALID`, …
    package let status: String?
    package let statusReason: String?
    package let computeResources: Resources?
}

package struct BatchJobDefinition: Codable, Sendable, Equatable {
    package let jobDefinitionName: String?
    package let jobDefinitionArn: String?
    package let revision: Int?
    package let status: String?
    /// `container`, `multinode`.
    package let type: String?
    /// The defaults of what stands for `Ref::name` in the command.
    package let parameters: [String: String]?
    package let containerProperties: BatchContainer?
    package let retryStrategy: BatchRetryStrategy?
    package let timeout: BatchTimeout?
    package let platformCapabilities: [String]?
}
