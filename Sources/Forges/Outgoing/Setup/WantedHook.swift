package import RunModel

/// The webhook that a forge shall have: active, for pushes only, in JSON.
package struct WantedHook: Sendable, Equatable {
    package var url: String
    package var secret: Secret
    /// Whether the forge checks the service's certificate. Gitea and Forgejo have no word for it: there the whole server does or
    /// does not.
    package var verifiesTLS: Bool

    package init(url: String, secret: Secret, verifiesTLS: Bool = true) {
        self.url = url
        self.secret = secret
        self.verifiesTLS = verifiesTLS
    }
}
