package import FoundationEssentials

/// SecretsManager: https://docs.aws.amazon.com/secretsmanager/latest/apireference/
///
/// All calls throw ``AWSError`` and `CancellationError`.
package struct SecretsManager: Sendable {
    private let client: AWSClient

    package init(_ client: AWSClient) { self.client = client }

    /// - Parameters:
    ///   - id: a name or an ARN.
    ///   - version: nil: the current one.
    package func value(of id: String, version: String? = nil) async throws -> SecretValue {
        struct Question: Encodable { let SecretId: String, VersionId: String? }
        let request = try AWSRequest(.secretsManager, "GetSecretValue", json: Question(SecretId: id, VersionId: version))
        return try await client.send(request) { try SecretValue($0.json()) }
    }
}

/// A secret's value, which prints nothing of it and is not `Codable`.
package struct SecretValue: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package let name: String
    package let version: String?
    /// One of the two is there.
    private let text: String?
    private let binary: Data?

    fileprivate init(_ answer: Answer) throws {
        name = answer.Name
        version = answer.VersionId
        text = answer.SecretString
        binary = answer.SecretBinary
    }

    fileprivate struct Answer: Decodable {
        let Name: String
        let VersionId: String?
        let SecretString: String?
        let SecretBinary: Data?
    }

    /// The value itself, where the secret is text.
    package func reveal() -> String? { text }
    /// The value's bytes, whichever way it is kept.
    package func revealBytes() -> Data { binary ?? Data((text ?? "").utf8) }

    package var description: String { "‹redacted›" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [(label: String?, value: Any)](), displayStyle: .struct) }
}
