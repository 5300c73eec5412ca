/// Why a secret could not be read. Never holds any part of its value.
package struct SecretError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        case missing = "secret_missing"
        case empty = "secret_empty"
        case unreadable = "secret_unreadable"
        case notText = "secret_not_text"
        case elsewhere = "secret_elsewhere"
    }

    package let code: Code
    /// `file /etc/…` or `environment variable NAME`.
    package let source: String
    package let cause: String?

    package init(code: Code, source: String, cause: String? = nil) {
        self.code = code
        self.source = source
        self.cause = cause
    }

    package var description: String {
        switch code {
        case .missing: "the secret from \(source) is not there: set it for the service, or name another source"
        case .empty: "the secret from \(source) is empty: put the value in"
        case .unreadable: "the secret from \(source) cannot be read: \(cause ?? "no reason given")"
        case .notText: "the secret from \(source) is not text (UTF-8 without null bytes)"
        case .elsewhere: "the \(source) is read by jobs on AWS Batch alone: name another source, or let the project's runs go there"
        }
    }
}
