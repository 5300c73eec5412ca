/// How a project's deliveries are known to come from its forge.
package struct WebhookSettings: Sendable, Equatable {
    /// Any one of them may have signed: two stand here while one takes the place of the other.
    package var secrets: [SecretSource] = []
    /// The hooks' `X-Hook-UUID`s (Bitbucket Cloud): with a secret a second factor.
    package var uuids: [String] = []
    /// A known UUID is enough (Bitbucket Cloud), though it is no secret: for hooks that were made without one.
    package var allowsUUIDOnly = false

    package init(secrets: [SecretSource] = [], uuids: [String] = [], allowsUUIDOnly: Bool = false) {
        self.secrets = secrets
        self.uuids = uuids
        self.allowsUUIDOnly = allowsUUIDOnly
    }

    /// Whether any delivery can ever be authentic.
    package var isOpen: Bool { !secrets.isEmpty || allowsUUIDOnly && !uuids.isEmpty }
}
