import Crypto
import FoundationEssentials
import RunModel

/// HMAC-SHA256 over a delivery's raw body, as most forges sign.
enum HMACSignature {
    /// - Parameters:
    ///   - text: the header's value. Only what the forge is known to send is read: its prefix, then 64 lower-case digits.
    ///   - prefix: `sha256=`, or nothing.
    static func isValid(_ text: String?, prefix: String = "", body: Data, secret: Secret) -> Bool {
        guard let text, text.hasPrefix(prefix), let digest = digest(text.utf8.dropFirst(prefix.utf8.count)) else { return false }
        let key = Data(secret.reveal().utf8)
        // An empty key signs as well as any other, and everybody has it.
        guard !key.isEmpty else { return false }
        return HMAC<SHA256>.isValidAuthenticationCode(digest, authenticating: body, using: SymmetricKey(data: key))
    }

    private static func digest(_ digits: Substring.UTF8View) -> Data? {
        guard digits.count == 64 else { return nil }
        var bytes = Data(capacity: 32)
        var high: UInt8?
        for digit in digits {
            guard let value = value(digit) else { return nil }
            if let first = high {
                bytes.append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return bytes
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
