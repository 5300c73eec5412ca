/// Where a secret comes from. Settings hold the source; the value is read when it is needed.
package enum SecretSource: Sendable, Equatable {
    /// A file, by its absolute path; line ends at its end do not count.
    case file(String)
    /// An environment variable of the service.
    case environment(String)
    /// Written into the settings themselves: accepted with a warning.
    case inline(Secret)
    /// In SecretsManager: of stages alone, and read by a job on AWS Batch and nobody else.
    case stored(StoredSecret)

    /// Reads the value.
    /// - Parameter readFile: gives a file's bytes, or throws why it cannot.
    package func read(
        environment: [String: String], readFile: (String) throws -> [UInt8]
    ) throws(SecretError) -> Secret {
        switch self {
        case .file(let path):
            let bytes: [UInt8]
            do {
                bytes = try readFile(path)
            } catch {
                throw SecretError(code: .unreadable, source: "file \(path)", cause: String(describing: error))
            }
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw SecretError(code: .notText, source: "file \(path)")
            }
            return try Self.checked(text.droppingLineEnds, source: "file \(path)")
        case .environment(let name):
            guard let value = environment[name] else {
                throw SecretError(code: .missing, source: "environment variable \(name)")
            }
            return try Self.checked(value, source: "environment variable \(name)")
        case .inline(let secret):
            return try Self.checked(secret.reveal(), source: "inline value")
        case .stored(let secret):
            throw SecretError(code: .elsewhere, source: "secret \(secret.id) of SecretsManager")
        }
    }

    private static func checked(_ value: String, source: String) throws(SecretError) -> Secret {
        guard !value.isEmpty else { throw SecretError(code: .empty, source: source) }
        guard !value.utf8.contains(0) else { throw SecretError(code: .notText, source: source) }
        return Secret(value)
    }
}

extension String {
    /// By bytes, because "\r\n" is one Character.
    fileprivate var droppingLineEnds: String {
        let kept = utf8.reversed().drop(while: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") })
        return String(decoding: kept.reversed(), as: UTF8.self)
    }
}
