package import FoundationEssentials

/// Who signs. Prints nothing that is secret, and is not `Codable`, so that no store or answer takes it along unseen.
package struct AWSCredentials: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package let accessKeyID: String
    package let secretAccessKey: String
    package let sessionToken: String?
    /// Nil where they do not expire.
    package let expires: Date?
    /// Where they came from, for a person: `the environment`, `the container's role`.
    package let source: String

    package init(accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil, expires: Date? = nil, source: String) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken.flatMap { $0.isEmpty ? nil : $0 }
        self.expires = expires
        self.source = source
    }

    package var description: String { "‹credentials of \(source)›" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [(label: String?, value: Any)](), displayStyle: .struct) }

    /// A service's answer may echo what was signed, the session token among it: it is taken out of the text.
    package func redacted(_ text: String) -> String {
        [secretAccessKey, sessionToken ?? "", accessKeyID].reduce(text) { $1.isEmpty ? $0 : $0.replacing($1, with: "‹redacted›") }
    }
}
