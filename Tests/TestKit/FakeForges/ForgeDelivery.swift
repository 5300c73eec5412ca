import Crypto
import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A webhook request that a fake forge sends.
package struct ForgeDelivery: Sendable {
    package struct Outcome: Sendable, Equatable {
        package let url: String
        package let event: String
        /// What the receiver answered; nil where nobody did.
        package let status: Int?
    }

    package let url: String
    package let event: String
    package let headers: [String: String]
    package let body: String

    package init(url: String, event: String, headers: [String: String], body: String) {
        self.url = url
        self.event = event
        self.headers = headers
        self.body = body
    }

    /// The HMAC-SHA256 of a body, in hexadecimal.
    package static func signature(_ body: String, secret: String) -> String {
        HMAC<SHA256>.authenticationCode(
            for: Data(body.utf8), using: SymmetricKey(data: Data(secret.utf8))
        )
        .map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    package func send() async -> Outcome {
        guard let address = URL(string: url) else {
            return Outcome(url: url, event: event, status: nil)
        }
        var request = URLRequest(url: address, timeoutInterval: 20)
        request.httpMethod = "POST"
        request.httpBody = Data(body.utf8)
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let answer = try? await URLSession.shared.data(for: request).1 as? HTTPURLResponse
        return Outcome(url: url, event: event, status: answer?.statusCode)
    }
}
