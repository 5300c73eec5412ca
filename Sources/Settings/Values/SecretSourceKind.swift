import RunModel
import Yams

/// `{file: PATH}`, `{env: NAME}` or `{value: TEXT}`: a mapping with exactly one of the three.
enum SecretSourceKind {
    /// What is read before it is known that there is exactly one.
    struct Draft: Sendable, Equatable {
        var file: String?
        var environment: String?
        var value: String?
    }

    static let schema = Schema<Draft>([
        .optional("file", \.file, .path, "The file that holds it, readable by its owner only."),
        .optional("env", \.environment, .variable, "The environment variable of the service that holds it."),
        .optional("value", \.value, .inlineSecret, "The secret itself; accepted with a warning."),
    ])

    static let kind = ValueKind<SecretSource>(
        allowed: "one of file: PATH, env: NAME, value: TEXT", read: read, write: write,
        rows: { schema.rows(prefix: $0, fresh: Draft()) })

    @Sendable
    private static func read(_ node: Node, key: String, _ reading: inout Reading) -> SecretSource? {
        // Said without the value, for it may be the secret.
        guard case .mapping(let pairs) = node else {
            reading.refuse(
                .wrongShape, at: node, key: key, "does not say where the secret comes from",
                allowed: "one of file: PATH, env: NAME, value: TEXT")
            return nil
        }
        guard pairs.count == 1 else {
            reading.refuse(
                .wrongShape, at: node, key: key, "names \(pairs.isEmpty ? "no source" : "several sources")",
                allowed: "one of file: PATH, env: NAME, value: TEXT")
            return nil
        }
        var draft = Draft()
        schema.read(node, at: key, into: &draft, &reading)
        if let file = draft.file { return .file(file) }
        if let name = draft.environment { return .environment(name) }
        guard let value = draft.value else { return nil }
        reading.warn(
            .inlineSecret, at: node, key: key,
            "the secret stands in the settings themselves: put it into a file (file: PATH) or a variable (env: NAME)")
        return .inline(Secret(value))
    }

    @Sendable
    private static func write(_ source: SecretSource) -> Node {
        switch source {
        case .file(let path): .block([("file", .quoted(path))])
        case .environment(let name): .block([("env", .quoted(name))])
        case .inline(let secret): .block([("value", .quoted(secret.reveal()))])
        }
    }
}
