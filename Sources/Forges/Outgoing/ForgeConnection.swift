import FoundationEssentials

/// One repository on one forge, as its API is reached.
package struct ForgeConnection: Sendable {
    /// Of the API, without a `/` at the end.
    let base: String
    /// `owner/name`, `group/subgroup/name`.
    let path: String
    let credential: ForgeCredential
    let http: ForgeHTTP
    /// What the forge wants on every call.
    let headers: [(name: String, value: String)]

    init(
        base: String, path: String, credential: ForgeCredential, http: ForgeHTTP,
        headers: [(name: String, value: String)] = []
    ) {
        self.base = Self.trimmed(base)
        self.path = path
        self.credential = credential
        self.http = http
        self.headers = headers
    }

    private static func trimmed(_ base: String) -> String {
        var base = base[...]
        while base.hasSuffix("/") { base.removeLast() }
        // Bitbucket's documentation has the version now in the API's address, now in the paths, where it stands here too.
        if base.hasSuffix("/2.0") { base.removeLast(4) }
        return String(base)
    }

    var pathPieces: [String] { path.split(separator: "/").map(String.init) }

    /// - Parameter purpose: what the call does, without the repository's name.
    @discardableResult
    func send(
        _ method: ForgeRequest.Method, _ path: [String], query: [(name: String, value: String)] = [],
        page: String? = nil,
        body: [String: JSONValue]? = nil, isRepeatable: Bool? = nil, to purpose: String
    ) async throws -> ForgeResponse {
        let request = ForgeRequest(
            method, path, query: query, page: page, headers: headers,
            body: try body.map { try JSONEncoder().encode($0) },
            isRepeatable: isRepeatable, to: "\(purpose) of \(self.path)")
        return try await http.send(request, base: base, credential: credential)
    }

    /// The answer's body in the form that the API documents.
    func read<T: Decodable>(_ type: T.Type, _ response: ForgeResponse, to purpose: String) throws -> T {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do {
            return try decoder.decode(type, from: response.body)
        } catch {
            throw ForgeError(
                .malformed,
                "Tried to \(purpose) of \(path) at \(base): the answer \(response.status) is not what the forge's API documents.",
                remedy: "Check that the project's forge and api are right.",
                answer: response.excerpt(credential.redacted))
        }
    }

    /// A call, and its answer's body in the form that the API documents.
    func answer<T: Decodable>(
        _ type: T.Type, _ method: ForgeRequest.Method, _ path: [String], query: [(name: String, value: String)] = [],
        page: String? = nil, body: [String: JSONValue]? = nil, to purpose: String
    ) async throws -> T {
        try read(type, try await send(method, path, query: query, page: page, body: body, to: purpose), to: purpose)
    }

    /// A page of a list whose next page stands in the `Link` header (RFC 8288).
    func page<Item: Decodable, Element>(
        _ path: [String], query: [(name: String, value: String)], page: String?, to purpose: String,
        _ element: (Item) -> Element?
    ) async throws -> ForgePage<Element> {
        let response = try await send(.get, path, query: query, page: page, to: purpose)
        let items = try read([Item].self, response, to: purpose)
        return ForgePage(items: items.compactMap(element), next: response.headers["link"].flatMap(LinkHeader.next))
    }

    /// All of a list whose next page stands in the `Link` header.
    func all<Item: Decodable, Element: Sendable>(
        _ path: [String], query: [(name: String, value: String)], to purpose: String, _ element: (Item) -> Element?
    ) async throws -> [Element] {
        try await all { try await page(path, query: query, page: $0, to: purpose, element) }
    }

    /// All pages, up to a bound that no repository in use reaches.
    func all<Element>(_ page: (String?) async throws -> ForgePage<Element>) async throws -> [Element] {
        var found: [Element] = []
        var next: String?
        for _ in 0..<Self.pageBound {
            let part = try await page(next)
            found += part.items
            guard let following = part.next, following != next else { break }
            next = following
        }
        return found
    }

    static let pageBound = 100
}
