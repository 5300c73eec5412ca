import Crypto
import FoundationEssentials
import RunModel

/// A secret that is sent as it is, in a header.
enum SharedToken {
    /// Compares digests under a key that is made for the purpose: the time it takes tells nothing of either text.
    static func isValid(_ text: String?, secret: Secret) -> Bool {
        let wanted = secret.reveal()
        guard let text, !wanted.isEmpty else { return false }
        let key = SymmetricKey(size: .bits256)
        let code = HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: key)
        return HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: Data(wanted.utf8), using: key)
    }
}
