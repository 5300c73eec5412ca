import Foundation

/// One request that a fake forge has got.
package struct ForgeCall: Sendable, Equatable {
    package let method: String
    /// As it was sent: `/api/v4/projects/acme%2Fpipeline`.
    package let path: String
    package let query: [String: String]
    /// By lower-case name; of a header sent twice the last.
    package let headers: [String: String]
    package let body: String
    /// What the `:name`s of the matching route stand for.
    var places: [String: String] = [:]

    package init(
        method: String, target: String, headers: [(name: String, value: String)], body: String
    ) {
        self.method = method
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = String(parts[0])
        var query: [String: String] = [:]
        for pair in parts.dropFirst().joined().split(separator: "&") {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            // A plus is a blank in a query, and a plus in a path.
            query[Self.decoded(halves[0])] = Self.decoded(
                String(halves.dropFirst().first ?? "").replacing("+", with: " "))
        }
        self.query = query
        self.headers = Dictionary(
            headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { $1 })
        self.body = body
    }

    package var json: JSON? { JSON(parsing: body) }

    /// What the route calls `name`; empty where it calls nothing so.
    subscript(name: String) -> String { places[name] ?? "" }

    func number(_ name: String) -> Int { places[name].flatMap { Int($0) } ?? -1 }

    /// A whole number of the query.
    func asked(_ name: String) -> Int? { query[name].flatMap { Int($0) } }

    /// Whether the call is what the pattern names: `POST /repos/:owner/:repo/statuses/:sha`. A name stands for one part of
    /// the path, whose escaped slashes do not divide it.
    func matching(_ pattern: String) -> ForgeCall? {
        let words = pattern.split(separator: " ")
        guard words.count == 2, words[0] == method else { return nil }
        let wanted = words[1].split(separator: "/")
        let parts = path.split(separator: "/")
        guard wanted.count == parts.count else { return nil }
        var call = self
        for (want, part) in zip(wanted, parts) {
            if want.hasPrefix(":") {
                call.places[String(want.dropFirst())] = Self.decoded(part)
            } else if want != Self.decoded(part) {
                return nil
            }
        }
        return call
    }

    private static func decoded(_ text: some StringProtocol) -> String {
        text.removingPercentEncoding ?? String(text)
    }
}
