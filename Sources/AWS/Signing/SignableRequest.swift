/// What of a request a signature covers.
package struct SignableRequest: Sendable {
    /// `GET`, `POST`.
    package var method: String
    /// As the `Host` header has it, with the port where it is not the scheme's own.
    package var host: String
    /// As it is sent, percent-encoded.
    package var path: String
    /// As it is sent, percent-encoded, without the `?`.
    package var query: String
    package var headers: [(name: String, value: String)]
    /// SHA-256 of the body, in lower-case hexadecimal.
    package var payloadHash: String

    package init(
        method: String, host: String, path: String, query: String = "", headers: [(name: String, value: String)] = [],
        payloadHash: String = Hex.emptySHA256
    ) {
        self.method = method
        self.host = host
        self.path = path
        self.query = query
        self.headers = headers
        self.payloadHash = payloadHash
    }
}
