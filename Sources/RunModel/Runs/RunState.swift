package import FoundationEssentials

/// Where a run stands.
///
/// `accepted → submitted → running → publishing → succeeded | cached | failed | cancelled | superseded`,
/// with `waiting(until)` between attempts.
package enum RunState: Sendable, Hashable {
    /// In the queue.
    case accepted
    /// Handed to the executor; not yet seen to run.
    case submitted
    case running
    /// The data is on the remote; refs are being moved.
    case publishing
    /// Between two attempts.
    case waiting(until: Date)
    case succeeded
    /// Answered without running a stage.
    case cached
    case failed(FailureReason)
    case cancelled
    /// A newer push to the branch took its place before it was submitted.
    case superseded

    /// The word in stores, JSON and on terminals.
    package var name: String {
        switch self {
        case .accepted: "accepted"
        case .submitted: "submitted"
        case .running: "running"
        case .publishing: "publishing"
        case .waiting: "waiting"
        case .succeeded: "succeeded"
        case .cached: "cached"
        case .failed: "failed"
        case .cancelled: "cancelled"
        case .superseded: "superseded"
        }
    }

    package var isEnded: Bool {
        switch self {
        case .succeeded, .cached, .failed, .cancelled, .superseded: true
        case .accepted, .submitted, .running, .publishing, .waiting: false
        }
    }

    package var isGood: Bool { self == .succeeded || self == .cached }

    /// Whether an executor may be holding a job for it, so that its resources are taken.
    package var isActive: Bool {
        switch self {
        case .submitted, .running, .publishing: true
        default: false
        }
    }

    /// Which changes are lawful. An ended run opens again only by `retry` or when another branch joins it.
    package func mayBecome(_ next: RunState) -> Bool {
        switch (self, next) {
        case (.accepted, .submitted), (.accepted, .cancelled), (.accepted, .superseded), (.accepted, .cached),
            (.accepted, .failed), (.waiting, .accepted), (.waiting, .cancelled), (.waiting, .failed):
            true
        case (.submitted, .running), (.submitted, .publishing), (.running, .publishing): true
        case (.submitted, let end), (.running, let end), (.publishing, let end):
            if case .waiting = end { true } else { end.isEnded && end != .superseded || end == .accepted }
        case (let ended, .accepted): ended.isEnded
        default: false
        }
    }
}

extension RunState: Codable {
    private enum CodingKeys: String, CodingKey { case name, reason, until }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let name = try container.decode(String.self, forKey: .name)
        switch name {
        case "accepted": self = .accepted
        case "submitted": self = .submitted
        case "running": self = .running
        case "publishing": self = .publishing
        case "waiting": self = .waiting(until: try container.decode(Date.self, forKey: .until))
        case "succeeded": self = .succeeded
        case "cached": self = .cached
        case "failed": self = .failed(try container.decode(FailureReason.self, forKey: .reason))
        case "cancelled": self = .cancelled
        case "superseded": self = .superseded
        default: throw Malformed(what: "run state", text: name)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        if case .failed(let reason) = self { try container.encode(reason, forKey: .reason) }
        if case .waiting(let until) = self { try container.encode(until, forKey: .until) }
    }
}
