import FoundationEssentials
import RunModel

/// What came back of a call.
struct ForgeResponse: Sendable {
    var status: Int
    /// Values by lower-case name; the last one of a name that came more than once.
    var headers: [String: String]
    var body: Data

    var isSuccess: Bool { (200..<300).contains(status) }

    /// Seconds until it is worth asking again, as the forge says it: `Retry-After` in seconds or as a date, else GitHub's
    /// `x-ratelimit-reset` where nothing remains.
    /// https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
    func retryAfter(now: Date) -> Double? {
        if let text = headers["retry-after"] {
            if let seconds = Double(text), seconds.isFinite, seconds >= 0 { return seconds }
            if let date = HTTPDate.parse(text) { return max(0, date.timeIntervalSince(now)) }
        }
        if headers["x-ratelimit-remaining"] == "0",
            let reset = headers["x-ratelimit-reset"].flatMap(Double.init), reset.isFinite
        {
            return max(0, reset - now.timeIntervalSince1970)
        }
        return nil
    }

    /// GitHub says 403 also for who asks too often, and then says until when.
    var isRateLimit: Bool {
        status == 429
            || status == 403 && (headers["retry-after"] != nil || headers["x-ratelimit-remaining"] == "0")
    }

    /// The beginning of the body as one line, for a message. What is to be redacted is, before anything is cut.
    func excerpt(_ redact: (String) -> String) -> String {
        var clean = String.UnicodeScalarView()
        var length = 0
        for scalar in redact(String(decoding: body, as: UTF8.self)).unicodeScalars where length < 200 {
            let isBlank = scalar == " " || scalar == "\n" || scalar == "\t"
            guard !PlainText.isHidden(scalar), !isBlank || clean.last != " " else { continue }
            clean.append(isBlank ? " " : scalar)
            length += 1
        }
        return String(clean)
    }
}
