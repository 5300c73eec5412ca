/// A secret in SecretsManager, which a job on AWS Batch reads by its own role.
package struct StoredSecret: Sendable, Hashable, Codable {
    /// A name or an ARN.
    package var id: String
    /// Of the JSON object that the value is; nil: the value is the secret.
    package var key: String?

    package init(_ id: String, key: String? = nil) {
        self.id = id
        self.key = key
    }
}
