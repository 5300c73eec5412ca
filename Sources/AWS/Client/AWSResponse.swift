import FoundationEssentials

/// What came back of a call.
struct AWSResponse: Sendable {
    var status: Int
    /// Values by lower-case name; the first one of a name that came more than once.
    var headers: [String: String]
    var body: Data

    var isSuccess: Bool { (200..<300).contains(status) }

    var requestID: String? { headers["x-amzn-requestid"] ?? headers["x-amz-request-id"] }

    /// The service's own clock.
    var date: Date? { headers["date"].flatMap(AWSDate.http) }

    /// Seconds until it is worth asking again. `x-amz-retry-after` is in milliseconds, `Retry-After` in seconds.
    var retryAfter: Double? {
        if let text = headers["x-amz-retry-after"], let value = Double(text), value.isFinite, value >= 0 { return value / 1000 }
        if let text = headers["retry-after"], let value = Double(text), value.isFinite, value >= 0 { return value }
        return nil
    }

    func json<T: Decodable>(_ type: T.Type = T.self) throws -> T {
        // Some operations answer nothing where the model has a structure without members.
        try JSONDecoder().decode(type, from: body.isEmpty ? Data("{}".utf8) : body)
    }

    func xml() throws -> XMLElement { try XMLReader.read(body) }
}
