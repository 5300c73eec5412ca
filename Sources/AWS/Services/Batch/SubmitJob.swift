/// A job to be started. Payloads over 30 KiB are refused.
package struct SubmitJobRequest: Codable, Sendable, Equatable {
    /// At most 128 of `A-Z a-z 0-9 _ -`, the first one a letter or digit.
    package var jobName: String
    package var jobQueue: String
    /// `name`, `name:revision` or an ARN.
    package var jobDefinition: String
    /// What stands for `Ref::name` in the definition's command.
    package var parameters: [String: String]?
    package var containerOverrides: ContainerOverrides?
    package var retryStrategy: BatchRetryStrategy?
    package var timeout: BatchTimeout?
    package var tags: [String: String]?
    /// Tags also go to the ECS task.
    package var propagateTags: Bool?
    package var arrayProperties: BatchArraySize?
    /// Required by a queue with a scheduling policy, refused by any other.
    package var shareIdentifier: String?

    package init(jobName: String, jobQueue: String, jobDefinition: String) {
        self.jobName = jobName
        self.jobQueue = jobQueue
        self.jobDefinition = jobDefinition
    }
}

package struct SubmitJobResponse: Codable, Sendable, Equatable {
    package let jobArn: String?
    package let jobName: String
    package let jobId: String
}

/// What of the definition's container is otherwise for this job.
package struct ContainerOverrides: Codable, Sendable, Equatable {
    package var command: [String]?
    package var environment: [BatchVariable]?
    package var resourceRequirements: [BatchResource]?
    /// For definitions that have `vcpus` and `memory` at their top; ignored by those with `resourceRequirements`.
    package var vcpus: Int?
    /// MiB.
    package var memory: Int?

    package init(
        command: [String]? = nil, environment: [BatchVariable]? = nil, resourceRequirements: [BatchResource]? = nil, vcpus: Int? = nil,
        memory: Int? = nil
    ) {
        self.command = command
        self.environment = environment
        self.resourceRequirements = resourceRequirements
        self.vcpus = vcpus
        self.memory = memory
    }
}

/// Names must not begin with `AWS_BATCH`.
package struct BatchVariable: Codable, Sendable, Equatable {
    package var name: String?
    package var value: String?

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

package struct BatchResource: Codable, Sendable, Equatable {
    /// `VCPU`, `MEMORY` (MiB) or `GPU`.
    package var type: String
    /// A number, as text.
    package var value: String

    package init(_ type: String, _ value: String) {
        self.type = type
        self.value = value
    }
}

package struct BatchRetryStrategy: Codable, Sendable, Equatable {
    /// 1 to 10.
    package var attempts: Int?
    /// At most 5; the first that fits decides, and where none fits the job is tried again.
    package var evaluateOnExit: [BatchExitRule]?

    package init(attempts: Int?, evaluateOnExit: [BatchExitRule]? = nil) {
        self.attempts = attempts
        self.evaluateOnExit = evaluateOnExit
    }
}

/// All patterns that are there must fit; each may end with `*`.
package struct BatchExitRule: Codable, Sendable, Equatable {
    package var onStatusReason: String?
    package var onReason: String?
    package var onExitCode: String?
    /// `RETRY` or `EXIT`; Batch takes and gives either case.
    package var action: String

    package init(_ action: String, onStatusReason: String? = nil, onReason: String? = nil, onExitCode: String? = nil) {
        self.action = action
        self.onStatusReason = onStatusReason
        self.onReason = onReason
        self.onExitCode = onExitCode
    }
}

package struct BatchTimeout: Codable, Sendable, Equatable {
    /// 60 at least, of one attempt.
    package var attemptDurationSeconds: Int?

    package init(attemptDurationSeconds: Int?) { self.attemptDurationSeconds = attemptDurationSeconds }
}

package struct BatchArraySize: Codable, Sendable, Equatable {
    /// 2 to 10,000.
    package var size: Int?

    package init(size: Int?) { self.size = size }
}
