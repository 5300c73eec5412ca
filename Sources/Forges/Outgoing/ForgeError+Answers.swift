import AsyncHTTPClient
import FoundationEssentials
import NIOCore
import RunModel

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension ForgeError {
    /// An answer that is not a success.
    init(
        _ response: ForgeResponse, to request: ForgeRequest, at url: String, now: Date,
        redact: (String) -> String
    ) {
        let answer = response.excerpt(redact)
        let said = answer.isEmpty ? "without a word" : "“\(answer)”"
        let message = "Tried to \(request.purpose) (\(request.method.rawValue) \(url)): the forge answered \(response.status), \(said)."
        let wait = response.retryAfter(now: now)
        switch response.status {
        case _ where response.isRateLimit:
            self.init(
                .rateLimited(retryAfter: wait), message,
                remedy: "Nothing to do: it is tried again when the forge allows it.", answer: answer)
        case 401:
            self.init(
                .unauthorized, message,
                remedy: "Check that the project's token is right and has not run out.", answer: answer)
        case 403:
            self.init(
                .forbidden, message,
                remedy: "Give the project's token the permission to \(request.purpose).", answer: answer)
        case 404:
            self.init(
                .notFound, message,
                remedy: "Check the project's url and api, and that its token may see the repository.",
                answer: answer)
        case 500, 502, 503, 504:
            self.init(
                .unavailable, message,
                remedy: "Nothing to do if it passes; else look at the forge's own status.", answer: answer,
                mayHaveHappened: true, retryAfter: wait)
        case 300..<400:
            let place =
                response.headers["location"].map { PlainText.cut(PlainText.line(redact($0)), to: 200) }
                ?? "another address"
            self.init(
                .refused(status: response.status), message,
                remedy: "The forge points to \(place): bring the project's url or api up to date.",
                answer: answer)
        default:
            self.init(
                .refused(status: response.status), message,
                remedy: "Read what the forge says; if Bunsen asked wrongly, report it as a defect.",
                answer: answer)
        }
    }

    /// No answer, or one that could not be read to its end.
    init(noAnswerTo request: ForgeRequest, at url: String, within deadline: Double, because error: any Error) {
        let tried = "Tried to \(request.purpose) (\(request.method.rawValue) \(url))"
        if error is NIOTooManyBytesError {
            self.init(
                .malformed, "\(tried): the answer is longer than \(ForgeHTTP.bodyLimit >> 20) MiB.",
                remedy: "Check that the project's api is that of a forge.")
            return
        }
        let cause = error as? HTTPClientError
        switch cause {
        case .invalidURL, .emptyHost, .emptyScheme:
            self.init(.malformed, "\(tried): this is no web address.", remedy: "Mend the project's api.")
        case .connectTimeout, .getConnectionFromPoolTimeout, .tlsHandshakeTimeout:
            self.init(.unavailable, "\(tried): no connection within the time for it.", remedy: Self.reach)
        case .deadlineExceeded, .readTimeout, .writeTimeout:
            self.init(
                .unavailable, "\(tried): no whole answer within \(Figures.number(deadline)) s.",
                remedy: Self.reach, mayHaveHappened: true)
        default:
            let isBefore = Self.isBeforeSending(error)
            let words =
                isBefore
                ? "there is no connection to it"
                : PlainText.cut(PlainText.line("the connection failed: \(error)"), to: 200)
            self.init(.unavailable, "\(tried): \(words).", remedy: Self.reach, mayHaveHappened: !isBefore)
        }
    }

    /// A refused connection or an unknown host; of all else nobody can tell what was sent before it.
    private static func isBeforeSending(_ error: any Error) -> Bool {
        if let code = (error as? IOError)?.errnoCode { return [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH].contains(code) }
        // SwiftNIO's type for a name without a usable address is in a module that is not linked here.
        return "\(type(of: error))" == "NIOConnectionError"
    }

    private static let reach = "Check that the service's machine reaches the forge, and that the project's api is right."
}
