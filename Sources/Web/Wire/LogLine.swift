package import RunModel

/// One line of a run's log as the API streams it: `{"output":"…"}`, a ``JobEvent``, or `{"run":{…}}`.
package enum LogLine: Sendable, Equatable, Codable {
    /// A line of a stage's own.
    case output(String)
    case event(JobEvent)
    /// The run at a change of its state, and at its end.
    case run(RunDocument)

    private enum CodingKeys: String, CodingKey { case output, run }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let text = try container.decodeIfPresent(String.self, forKey: .output) {
            self = .output(text)
        } else if let run = try container.decodeIfPresent(RunDocument.self, forKey: .run) {
            self = .run(run)
        } else {
            self = .event(try JobEvent(from: decoder))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .output(let text):
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(text, forKey: .output)
        case .run(let run):
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(run, forKey: .run)
        case .event(let event): try event.encode(to: encoder)
        }
    }
}
