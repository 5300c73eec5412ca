import RunModel
import Yams

/// `{file: PATH}`, `{env: NAME}` or `{value: TEXT}`: a mapping with exactly one of the three. For stages there is a fourth,
/// `{aws: NAME}`, which may have a `key` beside it.
struct SecretSourceKind: Sendable {
    /// What is read before it is known that there is exactly one.
    struct Draft: Sendable, Equatable {
        var file: String?
        var environment: String?
        var value: String?
        var stored: String?
        var key: String?
    }

    private let allowed: String
    private let schema: Schema<Draft>
    private let isOfStages: Bool

    /// What the service reads.
    static let kind = SecretSourceKind(allowed: "one of file: PATH, env: NAME, value: TEXT", schema: Schema(own), isOfStages: false).kind
    /// What stages are given.
    static let stageKind = SecretSourceKind(
        allowed: "one of file: PATH, env: NAME, value: TEXT, aws: NAME", schema: Schema(own + stored), isOfStages: true
    ).kind

    private static let own: [SettingsKey<Draft>] = [
        .optional("file", \.file, .path, "The file that holds it, readable by its owner only."),
        .optional("env", \.environment, .variable, "The environment variable of the service that holds it."),
        .optional("value", \.value, .inlineSecret, "The secret itself; accepted with a warning."),
    ]
    private static let stored: [SettingsKey<Draft>] = [
        .optional(
            "aws", \.stored, .storedSecret, "The name or ARN of the secret in SecretsManager, which jobs on AWS Batch read by their role."),
        .optional("key", \.key, .text, defaultText: "the whole value", "With `aws`: which text of the JSON object that the secret is."),
    ]

    private var kind: ValueKind<SecretSource> {
        ValueKind<SecretSource>(
            allowed: allowed, read: { read($0, key: $1, &$2) }, write: { Self.write($0) },
            rows: { schema.rows(prefix: $0, fresh: Draft()) })
    }

    private func read(_ node: Node, key: String, _ reading: inout Reading) -> SecretSource? {
        // Said without the value, for it may be the secret.
        guard case .mapping(let pairs) = node else {
            reading.refuse(.wrongShape, at: node, key: key, "does not say where the secret comes from", allowed: allowed)
            return nil
        }
        let sources = pairs.count { !isOfStages || $0.key.string != "key" }
        guard sources == 1 else {
            reading.refuse(
                .wrongShape, at: node, key: key, "names \(sources == 0 ? "no source" : "several sources")", allowed: allowed)
            return nil
        }
        var draft = Draft()
        schema.read(node, at: key, into: &draft, &reading)
        if let name = draft.stored { return .stored(StoredSecret(name, key: draft.key)) }
        guard draft.key == nil else {
            reading.refuse(
                .wrongShape, at: node, key: "\(key).key", "is of a secret of SecretsManager alone", allowed: "a key beside aws: NAME")
            return nil
        }
        if let file = draft.file { return .file(file) }
        if let name = draft.environment { return .environment(name) }
        guard let value = draft.value else { return nil }
        reading.warn(
            .inlineSecret, at: node, key: key,
            "the secret stands in the settings themselves: put it into a file (file: PATH) or a variable (env: NAME)")
        return .inline(Secret(value))
    }

    private static func write(_ source: SecretSource) -> Node {
        switch source {
        case .file(let path): .block([("file", .quoted(path))])
        case .environment(let name): .block([("env", .quoted(name))])
        case .inline(let secret): .block([("value", .quoted(secret.reveal()))])
        case .stored(let secret): .block([("aws", .quoted(secret.id))] + (secret.key.map { [("key", .quoted($0))] } ?? []))
        }
    }
}
