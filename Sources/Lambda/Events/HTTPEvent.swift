package import FoundationEssentials
package import Forges
package import RunModel

/// A request as API Gateway's HTTP API (payload 2.0) and function URLs hand it on.
package struct HTTPEvent: Sendable, Equatable, Decodable {
    package let method: String
    package let path: String
    /// Names in any case; of a header that came twice, both values in one, with a comma.
    package let headers: [String: String]
    /// As the sender has signed it.
    package let body: Data

    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        let context = try fields.decode(Context.self, forKey: .requestContext)
        method = context.http.method
        path = try fields.decodeIfPresent(String.self, forKey: .rawPath) ?? "/"
        headers = try fields.decodeIfPresent([String: String].self, forKey: .headers) ?? [:]
        let text = try fields.decodeIfPresent(String.self, forKey: .body) ?? ""
        guard try fields.decodeIfPresent(Bool.self, forKey: .isBase64Encoded) ?? false else {
            body = Data(text.utf8)
            return
        }
        guard let bytes = Data(base64Encoded: text) else {
            throw DecodingError.dataCorruptedError(forKey: .body, in: fields, debugDescription: "not base64")
        }
        body = bytes
    }

    private enum CodingKeys: String, CodingKey { case requestContext, rawPath, headers, body, isBase64Encoded }
    private struct Context: Decodable {
        struct HTTP: Decodable { let method: String }
        let http: HTTP
    }

    package var delivery: Delivery { Delivery(headers: headers.map { (name: $0.key, value: $0.value) }, body: body) }

    /// Which forge the path says that it is, and which project: `/hooks/FORGE`, `/hooks/FORGE/PROJECT`, the older
    /// `/bitbucket-webhook`; any other path leaves it to the headers. Nil where nothing says.
    ///
    /// A stage that is not `$default` stands before the path.
    package var hook: (kind: ForgeKind, project: String?)? {
        let parts = path.split(separator: "/").map(String.init)
        if parts.last == "bitbucket-webhook" { return (.bitbucket, nil) }
        if let start = parts.firstIndex(of: "hooks"), parts.count > start + 1 {
            guard let kind = ForgeKind(rawValue: parts[start + 1]), parts.count <= start + 3 else { return nil }
            return (kind, parts.count > start + 2 ? parts[start + 2] : nil)
        }
        return Webhooks.detect(delivery).map { ($0, nil) }
    }
}

/// What goes back through the gateway.
package struct HTTPAnswer: Sendable, Equatable, Encodable {
    package var statusCode: Int
    package var headers: [String: String] = [:]
    package var body: String = ""
    package var isBase64Encoded = false

    package init(_ status: Int) { statusCode = status }

    package init(_ status: Int, json: some Encodable) throws {
        statusCode = status
        headers["content-type"] = "application/json; charset=utf-8"
        body = String(decoding: try JSONEncoder.bunsen.encode(json), as: UTF8.self)
    }

    package init(_ outcome: HookOutcome) throws {
        switch outcome {
        case .ping: self.init(200)
        case .notAuthentic: self.init(401)
        case .unreadable(let error): try self.init(400, json: ["code": "bad_request", "message": error.description])
        case .excused(let answer): try self.init(200, json: answer)
        case .heard(let answer): if answer.isEmpty { self.init(204) } else { try self.init(202, json: answer) }
        }
    }
}
