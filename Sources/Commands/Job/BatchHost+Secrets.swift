import AWS
import Foundation
import RunModel

extension BatchHost {
    /// Reads what the spec names in SecretsManager, as the job's role.
    ///
    /// - Returns: values by the variables that stages see them as.
    /// - Throws: ``Failure``, which holds nothing of a value.
    func storedSecrets(of spec: JobSpec) async throws(Failure) -> [String: String] {
        // A look runs no stage.
        guard let account = spec.account, !spec.onlyLooks else { return [:] }
        var texts: [String: String] = [:]
        var values: [String: String] = [:]
        for (variable, secret) in account.secrets.sorted(by: { $0.key < $1.key }) {
            var text = texts[secret.id]
            if text == nil { text = try await read(secret.id, account.region) }
            guard let text, let value = Self.value(of: text, secret.key), !value.isEmpty, !value.utf8.contains(0) else {
                let part = secret.key.map { "it is no JSON object with a text “\($0)”" } ?? "it is empty, or no text"
                throw Failure(
                    .misconfigured, "The secret \(variable) of the stages cannot be had from \(secret.id) of SecretsManager: \(part).",
                    remedy: "Mend the secret or the project's `secrets`; then `bunsen runs retry`.")
            }
            texts[secret.id] = text
            values[variable] = value
        }
        return values
    }

    private static func value(of text: String, _ key: String?) -> String? {
        guard let key else { return text }
        return (try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])?[key] as? String
    }

    /// Nil where it is bytes.
    private func read(_ id: String, _ region: String?) async throws(Failure) -> String? {
        // arn:PARTITION:secretsmanager:REGION:ACCOUNT:secret:NAME
        let parts = id.split(separator: ":", omittingEmptySubsequences: false)
        let own = parts.count > 6 && parts[0] == "arn" ? String(parts[3]) : nil
        do {
            let client = if let own { AWSAccess.client(region: own) } else { await client(region: region) }
            return try await SecretsManager(client).value(of: id).reveal()
        } catch let error as AWSError {
            throw Self.failure(id, error)
        } catch {
            throw Failure(.reclaimed, "The job was told to stop.", remedy: "Nothing: it goes on by itself.")
        }
    }

    private static func failure(_ id: String, _ error: AWSError) -> Failure {
        let what = "The secret \(id) of SecretsManager, which the project's stages are to see, was not read: \(error)."
        switch error.kind {
        case .throttled, .unavailable, .malformed, .expiredCredentials:
            return Failure(.unreachable, what, remedy: "Nothing: Bunsen tries again by itself.")
        case .refused where error.code.contains("AccessDenied"):
            return Failure(
                .accessDenied, what, remedy: "Let the job's role call secretsmanager:GetSecretValue on it; then `bunsen runs retry`.")
        case .refused, .misconfigured, .wrongRegion, .clockSkew:
            return Failure(.misconfigured, what, remedy: "Mend the project's `secrets` or the job's role; then `bunsen runs retry`.")
        }
    }
}
