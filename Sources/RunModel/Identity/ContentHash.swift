import Crypto
import FoundationEssentials

/// A name for content: the SHA-256 of several texts, each with its length before it.
package enum ContentHash {
    package static func hexadecimal(_ parts: [String]) -> String {
        var hash = SHA256()
        for part in parts {
            hash.update(data: Data("\(part.utf8.count):".utf8))
            hash.update(data: Data(part.utf8))
        }
        return hash.finalize().hexadecimal
    }
}
