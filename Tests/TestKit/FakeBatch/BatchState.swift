import Foundation

/// What the fake knows.
package struct BatchState: Sendable {
    package var jobs: [String: FakeBatchJob] = [:]
    var definitions: [String: FakeDefinition] = [:]
    package var queue: JSON = .object([
        "jobQueueName": .text(FakeBatch.queue), "jobQueueArn": "arn:aws:batch:us-east-1:123456789012:job-queue/acme-gpu",
        "state": "ENABLED", "status": "VALID", "priority": 1,
        "computeEnvironmentOrder": [
            ["order": 1, "computeEnvironment": "arn:aws:batch:us-east-1:123456789012:compute-environment/acme-gpu"]
        ],
    ])
    package var environment: JSON = .object([
        "computeEnvironmentName": "acme-gpu", "computeEnvironmentArn": "arn:aws:batch:us-east-1:123456789012:compute-environment/acme-gpu",
        "state": "ENABLED", "status": "VALID", "computeResources": ["type": "EC2", "minvCpus": 0, "maxvCpus": 256, "desiredvCpus": 4],
    ])
    var failures: [String: [BatchFailure]] = [:]
    var calls: [String] = []
    /// The requests of SubmitJob, as they came.
    package var submitted: [JSON] = []
    /// What was asked and answered, but for failures.
    package var exchanges: [BatchExchange] = []
    var next = 1

    /// How many calls there were.
    package var count: Int { calls.count }

    /// Takes back failures that have not come yet.
    package mutating func forget(_ operation: String) { failures[operation] = nil }

    mutating func newID() -> String {
        next += 1
        return "4c7599ae-0a82-49aa-ba5a-\(String(repeating: "0", count: 12 - "\(next)".count))\(next)"
    }
}

/// A call that was served.
package struct BatchExchange: Sendable {
    package let operation: String
    package let question: JSON
    package let answer: JSON
}

/// A job of the fake.
package struct FakeBatchJob: Sendable {
    package let id: String
    package let name: String
    package let request: JSON
    package let environment: [String: String]
    package var status = "RUNNABLE"
    package var statusReason: String?
    package var containerReason: String?
    package var exitCode: Int?
    package var attempts: [JSON] = []
    package var createdAt: Int
    package var startedAt: Int?
    package var stoppedAt: Int?
    /// Of the attempt that runs, or ran last.
    package var stream: String?
    package var isTerminated = false
    var process: FakeContainer?
    var betweenAttempts: (@Sendable () -> Void)?

    init(id: String, name: String, request: JSON, environment: [String: String], now: Int) {
        self.id = id
        self.name = name
        self.request = request
        self.environment = environment
        createdAt = now
    }

    /// As ListJobs compares: names without regard to case, and times in milliseconds.
    func fits(_ filter: String?, _ value: String) -> Bool {
        switch filter {
        case "JOB_NAME": Self.fits(name.lowercased(), value.lowercased())
        case "JOB_DEFINITION": Self.fits(request["jobDefinition"]?.text ?? "", value)
        case "BEFORE_CREATED_AT": createdAt < Int(value) ?? 0
        case "AFTER_CREATED_AT": createdAt > Int(value) ?? .max
        default: false
        }
    }

    private static func fits(_ text: String, _ pattern: String) -> Bool {
        pattern.hasSuffix("*") ? text.hasPrefix(pattern.dropLast()) : text == pattern
    }

    package var hasEnded: Bool { status == "SUCCEEDED" || status == "FAILED" }

    /// As DescribeJobs tells it.
    var detail: JSON {
        var container: [String: JSON] = [
            "image": "acme/ml:latest", "command": ["bunsen", "job"],
            "environment": .list(environment.sorted { $0.key < $1.key }.map { ["name": .text($0.key), "value": .text($0.value)] }),
            "resourceRequirements": request["containerOverrides"]?["resourceRequirements"] ?? [],
            "logConfiguration": ["logDriver": "awslogs", "options": ["awslogs-group": "/acme/jobs"]],
        ]
        if let stream { container["logStreamName"] = .text(stream) }
        if let exitCode { container["exitCode"] = .number(exitCode) }
        if let containerReason { container["reason"] = .text(containerReason) }
        var detail: [String: JSON] = [
            "jobId": .text(id), "jobName": .text(name), "jobArn": .text("arn:aws:batch:us-east-1:123456789012:job/\(id)"),
            "jobQueue": "arn:aws:batch:us-east-1:123456789012:job-queue/acme-gpu", "status": .text(status),
            "attempts": .list(attempts), "createdAt": .number(createdAt), "container": .object(container),
            "jobDefinition": request["jobDefinition"] ?? .null, "tags": request["tags"] ?? [:],
            "isTerminated": .flag(isTerminated), "isCancelled": false,
        ]
        if let statusReason { detail["statusReason"] = .text(statusReason) }
        if let startedAt { detail["startedAt"] = .number(startedAt) }
        if let stoppedAt { detail["stoppedAt"] = .number(stoppedAt) }
        return .object(detail)
    }

    /// As ListJobs tells it.
    var summary: JSON {
        var summary: [String: JSON] = [
            "jobId": .text(id), "jobName": .text(name), "status": .text(status), "createdAt": .number(createdAt),
            "jobArn": .text("arn:aws:batch:us-east-1:123456789012:job/\(id)"),
        ]
        if let statusReason { summary["statusReason"] = .text(statusReason) }
        return .object(summary)
    }
}
