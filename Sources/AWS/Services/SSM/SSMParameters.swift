/// The parameters of Systems Manager: https://docs.aws.amazon.com/systems-manager/latest/APIReference/
///
/// All calls throw ``AWSError`` and `CancellationError`.
package struct SSMParameters: Sendable {
    private let client: AWSClient

    package init(_ client: AWSClient) { self.client = client }

    /// - Parameters:
    ///   - name: a name or an ARN; with `:version` or `:label` at its end that one, else the newest.
    ///   - isDecrypted: a `SecureString` is given in clear text.
    package func parameter(_ name: String, isDecrypted: Bool = true) async throws -> SSMParameter {
        struct Question: Encodable { let Name: String, WithDecryption: Bool }
        struct Answer: Decodable {
            struct Parameter: Decodable { let Name: String, `Type`: String, Value: String, Version: Int }
            let Parameter: Parameter
        }
        let request = try AWSRequest(.ssm, "GetParameter", json: Question(Name: name, WithDecryption: isDecrypted))
        return try await client.send(request) {
            let found = try $0.json(Answer.self).Parameter
            return SSMParameter(name: found.Name, isSecure: found.Type == "SecureString", version: found.Version, value: found.Value)
        }
    }
}

/// A parameter, which prints nothing of its value.
package struct SSMParameter: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package let name: String
    package let isSecure: Bool
    package let version: Int
    private let value: String

    init(name: String, isSecure: Bool, version: Int, value: String) {
        self.name = name
        self.isSecure = isSecure
        self.version = version
        self.value = value
    }

    /// The value itself.
    package func reveal() -> String { value }

    package var description: String { "‹redacted›" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [(label: String?, value: Any)](), displayStyle: .struct) }
}
