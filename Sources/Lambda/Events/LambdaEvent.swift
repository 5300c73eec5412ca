package import FoundationEssentials
package import RunModel

/// What a function is called with.
package enum LambdaEvent: Sendable, Equatable {
    /// From an HTTP API (payload 2.0) or a function URL.
    case http(HTTPEvent)
    /// A job on Batch has changed its state.
    case job(JobChange)
    /// By schedule: look after everything.
    case tick
    /// Something that nobody has subscribed us to: ignored.
    case other(String)

    package init(_ body: Data) throws {
        let envelope = try JSONDecoder().decode(Envelope.self, from: body)
        if envelope.requestContext?.http != nil {
            self = .http(try JSONDecoder().decode(HTTPEvent.self, from: body))
            return
        }
        switch (envelope.source, envelope.detailType) {
        case ("aws.batch", "Batch Job State Change"):
            self = .job(try JSONDecoder().decode(JobEnvelope.self, from: body).detail)
        case ("aws.events", "Scheduled Event"), ("aws.scheduler", _), ("bunsen", "tick"): self = .tick
        default: self = .other("\(envelope.source ?? "?"): \(envelope.detailType ?? "?")")
        }
    }

    private struct Envelope: Decodable {
        struct Context: Decodable { let http: Empty? }
        struct Empty: Decodable {}
        let requestContext: Context?
        let source: String?
        let detailType: String?

        enum CodingKeys: String, CodingKey {
            case requestContext, source
            case detailType = "detail-type"
        }
    }

    private struct JobEnvelope: Decodable { let detail: JobChange }
}

/// A job of Batch, as its event tells of it.
package struct JobChange: Sendable, Equatable, Decodable {
    package let jobId: String
    package let jobName: String
    package let status: String
    package let tags: [String: String]?

    package var hasEnded: Bool { status == "SUCCEEDED" || status == "FAILED" }

    /// The run that it is a job of, by the tag that it was submitted with or by its name; nil where it is nobody's here.
    package var run: RunID? {
        if let id = tags?["bunsen:run"].flatMap({ RunID($0) }) { return id }
        guard jobName.hasPrefix("bunsen-") else { return nil }
        let parts = jobName.split(separator: "-")
        // …-r-20260102T030405-aaaaaaaa-1
        guard parts.count > 4 else { return nil }
        return RunID(parts.suffix(4).dropLast().joined(separator: "-"))
    }
}
