/// A run as scripts see it: the keys that `--json` promises.
package struct SeenRun: Sendable, Decodable {
    package let id: String
    package let key: String
    package let state: String
    package let reason: String?
    package let attempts: Int
    package let queueReason: String?
    package let trigger: Trigger
    package let result: Result?
    package let stages: [Stage]
    package let branches: [String]
    package let failure: Failure?

    package struct Trigger: Sendable, Decodable {
        package let repository: String
        package let branch: String?
        package let commit: String
    }

    package struct Result: Sendable, Decodable {
        package let ref: String
        package let commit: String
        package let branch: String?
        package let published: [Place]
    }

    package struct Place: Sendable, Decodable {
        package let branch: String?
        package let ref: String
        package let outcome: String
        package let detail: String?
        package let command: String?
    }

    package struct Stage: Sendable, Decodable {
        package let name: String
        package let state: String
    }

    package struct Failure: Sendable, Decodable {
        package let reason: String
        package let message: String
        package let remedy: String
        package let stage: String?
        package let lastLines: [String]?

        private enum CodingKeys: String, CodingKey {
            case reason, message, remedy, stage
            case lastLines = "last_lines"
        }
    }

    private enum CodingKeys: String, CodingKey {
        case id, key, state, reason, attempts, trigger, result, stages, branches, failure
        case queueReason = "queue_reason"
    }

    package var isEnded: Bool { ["succeeded", "cached", "failed", "cancelled", "superseded"].contains(state) }
}
