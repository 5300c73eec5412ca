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

    /// Whether there is a value; nothing of it is fetched. Nil where there is no such secret.
    package func hasValue(_ id: String) async throws -> Bool? {
        struct Question: Encodable { let SecretId: String }
        struct Answer: Decodable { let VersionIdsToStages: [String: [String]]? }
        let request = try AWSRequest(.secretsManager, "DescribeSecret", json: Question(SecretId: id))
        do {
            return try await client.send(request) {
                try $0.json(Answer.self).VersionIdsToStages?.values.contains { $0.contains("AWSCURRENT") } ?? false
            }
        } catch let error as AWSError where error.code == "ResourceNotFoundException" {
            return nil
        }
    }

    /// Makes a text the secret's current value.
    ///
    /// - Parameter token: 32 to 64 characters, which become the version's id; the same ones again make nothing new.
    package func setValue(_ text: String, of id: String, token: String) async throws {
        struct Question: Encodable { let SecretId, SecretString, ClientRequestToken: String }
        let request = try AWSRequest(
            .secretsManager, "PutSecretValue", json: Question(SecretId: id, SecretString: text, ClientRequestToken: token))
        try await client.send(request) { _ in }
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
