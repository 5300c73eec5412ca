import FoundationEssentials

/// One call to a forge's API.
struct ForgeRequest: Sendable {
    enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    var method: Method
    /// Each one is percent-encoded as a whole: a `/` in a piece does not divide it.
    var path: [String]
    var query: [(name: String, value: String)]
    /// The forge's own query for the next page; takes the place of ``query``.
    var page: String?
    var headers: [(name: String, value: String)]
    /// JSON.
    var body: Data?
    /// Making the call twice is the same as making it once.
    var isRepeatable: Bool
    /// What the call does, for a person: `add a comment to request 12 of acme/demo`.
    var purpose: String

    init(
        _ method: Method, _ path: [String], query: [(name: String, value: String)] = [],
        page: String? = nil,
        headers: [(name: String, value: String)] = [], body: Data? = nil, isRepeatable: Bool? = nil,
        to purpose: String
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.page = page
        self.headers = headers
        self.body = body
        self.isRepeatable = isRepeatable ?? (method != .post)
        self.purpose = purpose
    }

    /// Where the call goes, below the API's base.
    var target: String {
        let path = path.map { "/" + PercentEncoding.encode($0) }.joined()
        let query =
            page
            ?? query.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }
            .joined(separator: "&")
        return query.isEmpty ? path : "\(path)?\(query)"
    }
}
