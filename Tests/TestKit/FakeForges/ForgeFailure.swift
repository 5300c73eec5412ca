/// What a fake forge does instead of answering, or to its answer.
package enum ForgeFailure: Sendable, Equatable {
    /// 429 with Retry-After in seconds.
    case tooMany(retryAfter: Int)
    /// GitHub's secondary limit: 403, a sentence and Retry-After.
    case secondaryLimit(retryAfter: Int)
    /// GitHub's primary limit: 403 with `x-ratelimit-remaining: 0` and the second of the epoch at which it ends.
    case primaryLimit(resetAt: Int)
    /// Such a status, with an HTML page as a proxy writes it.
    case status(Int)
    /// 400 with the whole request, headers and all, as some proxies show it.
    case echo
    /// Nothing at all, until the caller or the fake ends.
    case hang
    /// Half of the true answer's body, then silence, until the caller or the fake ends.
    case stall
    /// Half of the true answer's body, then the connection is closed. What was asked for has been done.
    case cutAfter
    /// The connection is closed without an answer, and nothing has been done.
    case cutBefore

    /// Whether the call is served before it fails.
    var applies: Bool { self == .stall || self == .cutAfter }

    /// The answer that takes the place of the true one; nil where the connection fails.
    func reply(to call: ForgeCall) -> ForgeReply? {
        switch self {
        case .tooMany(let seconds):
            return ForgeReply(
                429, ["message": "Too Many Requests"], headers: [("retry-after", "\(seconds)")])
        case .secondaryLimit(let seconds):
            return ForgeReply(
                403,
                [
                    "message":
                        "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
                    "documentation_url": "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api",
                ], headers: [("retry-after", "\(seconds)")])
        case .primaryLimit(let second):
            return ForgeReply(
                403, ["message": "API rate limit exceeded for user ID 1."],
                headers: [
                    ("x-ratelimit-limit", "5000"), ("x-ratelimit-remaining", "0"),
                    ("x-ratelimit-reset", "\(second)"),
                ])
        case .status(let code):
            var reply = ForgeReply(code, nil, headers: [("content-type", "text/html")])
            reply.body = "<html><body><h1>\(code)</h1></body></html>"
            return reply
        case .echo:
            var reply = ForgeReply(400, nil, headers: [("content-type", "text/plain")])
            let sent = call.headers.filter { $0.key == "authorization" || $0.key == "private-token" }
            reply.body = (sent.map { "\($0.key): \($0.value)" } + ["\(call.method) \(call.path)"]).joined(separator: "\n")
            return reply
        case .hang, .stall, .cutAfter, .cutBefore: return nil
        }
    }
}

/// The failures that a fake forge still has to give, in order.
struct FailurePlan: Sendable {
    struct Entry: Sendable {
        let failure: ForgeFailure
        var left: Int
        let matches: @Sendable (ForgeCall) -> Bool
    }

    private var entries: [Entry] = []

    mutating func add(_ entry: Entry) { entries.append(entry) }

    /// The failure that a call meets, which is used up by it.
    mutating func next(for call: ForgeCall) -> ForgeFailure? {
        guard let index = entries.firstIndex(where: { $0.left > 0 && $0.matches(call) }) else {
            return nil
        }
        entries[index].left -= 1
        return entries[index].failure
    }
}
