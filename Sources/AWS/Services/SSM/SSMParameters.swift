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

    /// All parameters below a path, in the clear.
    ///
    /// - Parameter path: `/bunsen/production`
    package func parameters(under path: String) async throws -> [SSMParameter] {
        struct Question: Encodable {
            let Path: String
            let Recursive = true
            let WithDecryption = true
            var NextToken: String?
        }
        struct Answer: Decodable {
            struct Parameter: Decodable { let Name: String, `Type`: String, Value: String, Version: Int }
            let Parameters: [Parameter]?
            let NextToken: String?
        }
        var question = Question(Path: path)
        var found: [SSMParameter] = []
        repeat {
            let request = try AWSRequest(.ssm, "GetParametersByPath", json: question)
            let page = try await client.send(request) { try $0.json(Answer.self) }
            found += (page.Parameters ?? []).map {
                SSMParameter(name: $0.Name, isSecure: $0.Type == "SecureString", version: $0.Version, value: $0.Value)
            }
            question.NextToken = page.NextToken
        } while question.NextToken != nil
        return found
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
