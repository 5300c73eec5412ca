/// The form of a request that both sides hash.
struct CanonicalRequest {
    let text: String
    /// Lower-case names in order, with `;` between them.
    let signedHeaders: String

    init(_ request: SignableRequest, adding added: [(name: String, value: String)], encodesPathTwice: Bool) {
        let path = request.path.isEmpty ? "/" : request.path
        var values: [String: [String]] = ["host": [request.host]]
        for (name, value) in request.headers + added {
            let name = name.lowercased()
            guard name != "host", !Self.unsigned.contains(name) else { continue }
            values[name, default: []].append(Self.folded(value))
        }
        let names = values.keys.sorted()
        signedHeaders = names.joined(separator: ";")
        let headers = names.map { "\($0):\((values[$0] ?? []).joined(separator: ","))\n" }.joined()
        text = [
            request.method,
            encodesPathTwice ? URIEncoding.encode(Self.normalized(path), keepsSlash: true) : path,
            Self.ordered(request.query), headers, signedHeaders, request.payloadHash,
        ].joined(separator: "\n")
    }

    /// What a proxy or the HTTP client may change on the way.
    private static let unsigned: Set = [
        "authorization", "baggage", "connection", "content-length", "expect", "keep-alive", "proxy-authenticate", "proxy-authorization",
        "te", "traceparent", "tracestate", "trailer", "transfer-encoding", "upgrade", "user-agent", "x-amzn-trace-id",
    ]

    /// Without blanks around it, and with one for each run of them within.
    private static func folded(_ value: String) -> String {
        let blanks = Array(" \t\r\n\u{0B}\u{0C}".utf8)
        return value.utf8.split { blanks.contains($0) }.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
    }

    /// RFC 3986 §5.2.4, and no empty parts.
    private static func normalized(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/") + (path.hasSuffix("/") && !parts.isEmpty ? "/" : "")
    }

    /// By name, and by value for the same name.
    private static func ordered(_ query: String) -> String {
        let pairs = query.split(separator: "&").map { pair in
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (name: halves[0], value: halves.count > 1 ? halves[1] : "")
        }
        return pairs.sorted { ($0.name, $0.value) < ($1.name, $1.value) }.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
    }
}
