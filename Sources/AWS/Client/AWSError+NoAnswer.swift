import AsyncHTTPClient
import FoundationEssentials
import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension AWSError {
    /// No answer, or one that could not be read to its end.
    init(noAnswerTo request: AWSRequest, at base: String, within deadline: Double, because error: any Error) {
        if error is NIOTooManyBytesError {
            self.init(
                request.service, request.operation, .malformed, code: "AnswerTooLong",
                "the answer of \(base) is longer than \(request.answerLimit) bytes.", mayHaveHappened: true)
            return
        }
        let isBefore = Self.isBeforeSending(error)
        let words =
            switch error as? HTTPClientError {
            case .invalidURL?, .emptyHost?, .emptyScheme?: "\(base) is no web address: mend AWS_ENDPOINT_URL."
            case .deadlineExceeded?, .readTimeout?, .writeTimeout?: "no whole answer of \(base) within \(deadline) s."
            default: isBefore ? "there is no connection to \(base)." : "the connection to \(base) ended before the whole answer was there."
            }
        self.init(
            request.service, request.operation, .unavailable, code: isBefore ? "NoConnection" : "NoAnswer", words, isRetryable: true,
            mayHaveHappened: !isBefore)
    }

    /// Nothing was sent: a refused connection, an unknown host, no connection in time.
    private static func isBeforeSending(_ error: any Error) -> Bool {
        if let code = (error as? IOError)?.errnoCode { return [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH].contains(code) }
        switch error as? HTTPClientError {
        case .connectTimeout?, .getConnectionFromPoolTimeout?, .tlsHandshakeTimeout?, .invalidURL?, .emptyHost?, .emptyScheme?: return true
        default: break
        }
        // SwiftNIO's type for a name without a usable address is in a module that is not linked here.
        return "\(type(of: error))" == "NIOConnectionError"
    }
}
