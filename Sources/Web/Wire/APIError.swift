/// What the API answers instead of a result, and what the command line prints of it. Never an exception's own text.
package struct APIError: Error, Sendable, Equatable, Codable, CustomStringConvertible {
    /// The HTTP status; not part of the body.
    package var status: Int
    /// Stable.
    package var code: String
    package var message: String
    package var remedy: String
    /// With `ambiguous`: the ids that were meant, perhaps.
    package var candidates: [String]?

    package init(status: Int, code: String, message: String, remedy: String, candidates: [String]? = nil) {
        self.status = status
        self.code = code
        self.message = message
        self.remedy = remedy
        self.candidates = candidates
    }

    private enum CodingKeys: String, CodingKey { case code, message, remedy, candidates }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        status = 0
        code = try container.decode(String.self, forKey: .code)
        message = try container.decode(String.self, forKey: .message)
        remedy = try container.decode(String.self, forKey: .remedy)
        candidates = try container.decodeIfPresent([String].self, forKey: .candidates)
    }

    package var description: String { "\(message) \(remedy)" }

    package static func notFound(run: String) -> APIError {
        APIError(
            status: 404, code: "not_found", message: "There is no run “\(run.prefix(60))”.",
            remedy: "`bunsen runs list` shows the runs there are.")
    }

    package static func ambiguous(run: String, candidates: [String]) -> APIError {
        APIError(
            status: 409, code: "ambiguous", message: "“\(run.prefix(60))” is the beginning of several runs.",
            remedy: "Give more of the id: \(candidates.joined(separator: ", ")).", candidates: candidates)
    }

    package static func badRequest(_ message: String, remedy: String) -> APIError {
        APIError(status: 400, code: "bad_request", message: message, remedy: remedy)
    }

    static func bodyTooLarge(_ limit: Int) -> APIError {
        APIError(
            status: 413, code: "too_large", message: "The request's body is larger than \(limit >> 20) MiB.", remedy: "Send less.")
    }

    /// With `Retry-After`.
    static let busy = APIError(
        status: 503, code: "busy", message: "The service cannot take this now.", remedy: "Send it again in a moment.")

    static let socketOnly = APIError(
        status: 403, code: "socket_only", message: "Over TCP nothing can be changed yet, because nobody signs in there.",
        remedy: "Use the command line on the service's machine: it speaks over the socket in the state directory.")

    static let localOnly = APIError(
        status: 403, code: "local_only", message: "Over TCP the API answers this machine alone, because nobody signs in there.",
        remedy: "Use the command line on the service's machine, or a signed link to a run's page.")

    static let internalError = APIError(
        status: 500, code: "internal_error", message: "The service could not do this; its log says why.",
        remedy: "Try again, and look at the service's log if it stays so.")
}
