/// A call to AWS that came to nothing, told so that a person can act. Holds nothing that is secret.
package struct AWSError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Kind: Sendable, Equatable {
        /// The service wants fewer calls; this one was not served.
        case throttled
        /// No answer, or one of the 5xx.
        case unavailable
        /// The credentials were good once.
        case expiredCredentials
        /// The signature's time is too far from the service's.
        case clockSkew
        /// What was asked for, or the signature, is for another region.
        case wrongRegion
        /// A success that is not written as documented, or cut short.
        case malformed
        /// No credentials, or settings that cannot be meant.
        case misconfigured
        /// Any other answer that is not a success: ``AWSError/code`` says which.
        case refused
    }

    package var kind: Kind
    /// `Batch`.
    package var service: String
    /// `SubmitJob`; empty where no call was made.
    package var operation: String
    /// AWS's own, without namespace: `ThrottlingException`. Ours where AWS said none: `NoAnswer`, `InvalidRegion`.
    package var code: String
    /// One sentence, cut to a line.
    package var message: String
    package var status: Int?
    package var requestID: String?
    /// Whether the same call may well succeed later.
    package var isRetryable: Bool
    /// Whether the call may have been served all the same.
    package var mayHaveHappened: Bool
    /// Seconds until it is worth asking again, where the service says so.
    package var retryAfter: Double?
    /// The region that a bucket lies in, where S3 says so.
    package var rightRegion: String?
    /// Why each item of a DynamoDB transaction was refused (`None`, `ConditionalCheckFailed`), in the order of the items.
    package var itemReasons: [String] = []

    package var isClockSkew: Bool { kind == .clockSkew }

    init(
        _ service: AWSService, _ operation: String, _ kind: Kind, code: String, _ message: String, status: Int? = nil,
        isRetryable: Bool = false, mayHaveHappened: Bool = false
    ) {
        self.kind = kind
        self.service = service.name
        self.operation = operation
        self.code = code
        self.message = OneLine.cut(message)
        self.status = status
        self.isRetryable = isRetryable
        self.mayHaveHappened = mayHaveHappened
    }

    package var description: String {
        let tried = operation.isEmpty ? service : "\(service) \(operation)"
        let answered = status.map { " (\($0) \(code))" } ?? " (\(code))"
        let number = requestID.map { ", request \(OneLine.cut($0))" } ?? ""
        return "\(tried)\(answered): \(message)\(number)"
    }
}

/// Foreign text in a message.
enum OneLine {
    /// Blanks and controls folded into one blank each, at most 500 characters.
    static func cut(_ text: String) -> String {
        let words = text.unicodeScalars.split {
            $0.value <= 32 || (127..<160).contains($0.value) || $0.value == 0x2028 || $0.value == 0x2029
        }
        let line = words.map { String($0) }.joined(separator: " ")
        return line.count <= 500 ? line : "\(line.prefix(499))…"
    }
}
