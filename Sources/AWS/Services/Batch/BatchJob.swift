/// A job as Batch tells it. Words that Batch may add to are text, so that a new one breaks nothing.
package struct BatchJob: Codable, Sendable, Equatable {
    package let jobArn: String?
    package let jobName: String
    package let jobId: String
    /// An ARN.
    package let jobQueue: String?
    /// ``BatchStatus`` or a newer word.
    package let status: String
    package let statusReason: String?
    package let attempts: [BatchAttempt]?
    /// Milliseconds since 1970, as are the other times.
    package let createdAt: Int64?
    /// Missing until it starts.
    package let startedAt: Int64?
    package let stoppedAt: Int64?
    package let jobDefinition: String?
    package let parameters: [String: String]?
    package let container: BatchContainer?
    package let retryStrategy: BatchRetryStrategy?
    package let timeout: BatchTimeout?
    package let arrayProperties: BatchArray?
    package let tags: [String: String]?
    package let isCancelled: Bool?
    package let isTerminated: Bool?
}

/// The states of a job, in their order.
package enum BatchStatus: String, Codable, Sendable, CaseIterable {
    case submitted = "SUBMITTED"
    case pending = "PENDING"
    case runnable = "RUNNABLE"
    case starting = "STARTING"
    case running = "RUNNING"
    case succeeded = "SUCCEEDED"
    case failed = "FAILED"
}

/// One that has ended.
package struct BatchAttempt: Codable, Sendable, Equatable {
    package let container: BatchAttemptContainer?
    package let startedAt: Int64?
    package let stoppedAt: Int64?
    package let statusReason: String?
}

package struct BatchAttemptContainer: Codable, Sendable, Equatable {
    package let containerInstanceArn: String?
    package let taskArn: String?
    package let exitCode: Int?
    package let reason: String?
    package let logStreamName: String?
}

/// The container of the last attempt.
package struct BatchContainer: Codable, Sendable, Equatable {
    package let image: String?
    package let command: [String]?
    package let environment: [BatchVariable]?
    package let resourceRequirements: [BatchResource]?
    package let vcpus: Int?
    package let memory: Int?
    package let exitCode: Int?
    package let reason: String?
    package let containerInstanceArn: String?
    package let taskArn: String?
    package let instanceType: String?
    package let logStreamName: String?
    package let logConfiguration: BatchLogs?
}

package struct BatchLogs: Codable, Sendable, Equatable {
    package let logDriver: String?
    /// `awslogs-group` where it is not `/aws/batch/job`.
    package let options: [String: String]?
}

/// Of an array job, or of its child.
package struct BatchArray: Codable, Sendable, Equatable {
    package let size: Int?
    /// Of a child.
    package let index: Int?
    /// Of the parent: how many children are in a state.
    package let statusSummary: [String: Int]?
}
