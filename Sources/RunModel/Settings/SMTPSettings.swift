/// The mail server that messages go through.
package struct SMTPSettings: Sendable, Equatable {
    /// `smtp://HOST:PORT`, or `smtps://HOST:PORT` for TLS from the first byte; nil: no mail is sent.
    package var url: String?
    /// The sender's address.
    package var from: String?
    package var user: String?
    package var password: SecretSource?
    /// Whether `smtp:` must be encrypted (STARTTLS) before anything is said.
    package var startTLS = true

    package init() {}
}
