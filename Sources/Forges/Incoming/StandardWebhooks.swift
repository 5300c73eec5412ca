import Crypto
import FoundationEssentials
import RunModel

/// Signatures by the Standard Webhooks specification: over id, time and body, so that an old delivery cannot be sent again
/// (github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md).
enum StandardWebhooks {
    /// How far the signed time may be from ours, in seconds.
    private static let tolerance: Double = 300
    private static let version = "v1,"

    static func isSigned(_ delivery: Delivery) -> Bool { delivery.has("webhook-signature") }

    static func isValid(_ delivery: Delivery, secret: Secret, now: Date) -> Bool {
        guard let id = delivery.header("webhook-id"), let stamp = delivery.header("webhook-timestamp"),
            let signatures = delivery.header("webhook-signature"), let key = key(secret), !id.isEmpty,
            stamp.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let time = Double(stamp),
            abs(now.timeIntervalSince1970 - time) <= tolerance
        else { return false }
        var code = HMAC<SHA256>(key: key)
        code.update(data: Data("\(id).\(stamp).".utf8))
        code.update(data: delivery.body)
        // Once, however many signatures there are: a stranger could send hundreds with a body of megabytes.
        let wanted = code.finalize()
        // Several stand there while a secret is being replaced; other versions have other keys. `==` is in constant time.
        return signatures.split(separator: " ").contains { part in
            guard part.hasPrefix(version),
                let code = Data(base64Encoded: String(part.dropFirst(version.count)))
            else { return false }
            return wanted == code
        }
    }

    private static func key(_ secret: Secret) -> SymmetricKey? {
        let text = secret.reveal()
        let encoded = text.hasPrefix("whsec_") ? String(text.dropFirst("whsec_".count)) : text
        guard let bytes = Data(base64Encoded: encoded), !bytes.isEmpty else { return nil }
        return SymmetricKey(data: bytes)
    }
}
