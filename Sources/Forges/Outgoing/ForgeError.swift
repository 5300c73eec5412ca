/// A call to a forge that came to nothing, told so that a person can act.
package struct ForgeError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Code: Sendable, Equatable {
        /// The token is none, or no longer one.
        case unauthorized
        /// The token is good, and may not do this.
        case forbidden
        /// Forges also say this of what the token may not see.
        case notFound
        /// Seconds until it is worth asking again, where the forge says so.
        case rateLimited(retryAfter: Double?)
        /// No answer, or one of the 5xx.
        case unavailable
        /// Any other answer that is not a success.
        case refused(status: Int)
        /// A success that is not written as documented.
        case malformed

        /// Stable, for scripts and logs.
        package var text: String {
            switch self {
            case .unauthorized: "unauthorized"
            case .forbidden: "forbidden"
            case .notFound: "not_found"
            case .rateLimited: "rate_limited"
            case .unavailable: "unavailable"
            case .refused: "refused"
            case .malformed: "malformed"
            }
        }
    }

    package var code: Code
    /// One sentence: what was tried, on what, what came back.
    package var message: String
    /// One sentence: what to do.
    package var remedy: String
    /// The beginning of the forge's own words, without control characters; empty where it said nothing.
    package var answer: String
    /// The call was sent, and what became of it is unknown: whoever made something must look before making it again.
    package var mayHaveHappened: Bool
    /// Seconds until it is worth asking again, where the forge says so.
    package var retryAfter: Double?

    package init(
        _ code: Code, _ message: String, remedy: String, answer: String = "",
        mayHaveHappened: Bool = false, retryAfter: Double? = nil
    ) {
        self.code = code
        self.message = message
        self.remedy = remedy
        self.answer = answer
        self.mayHaveHappened = mayHaveHappened
        self.retryAfter = retryAfter
        if case .rateLimited(let seconds?) = code { self.retryAfter = seconds }
    }

    /// Whether the same call can do better later without anybody doing anything.
    package var isTransient: Bool {
        switch code {
        case .rateLimited, .unavailable: true
        case .unauthorized, .forbidden, .notFound, .refused, .malformed: false
        }
    }

    package var description: String { "\(message) \(remedy)" }
}
