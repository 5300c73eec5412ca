package import FoundationEssentials

/// The forms of time that AWS uses.
package enum AWSDate {
    /// `20150830T123600Z`, as signatures carry it.
    package static func compact(_ date: Date) -> String {
        let marks = Array("-:".utf8)
        return String(decoding: date.formatted(.iso8601).utf8.filter { !marks.contains($0) }, as: UTF8.self)
    }

    /// `2026-01-02T03:04:05Z`, with or without a fraction of the second; as expiries of credentials are written.
    package static func iso8601(_ text: String) -> Date? {
        let whole = text.split(separator: ".", maxSplits: 1)
        guard whole.count == 2 else { return try? Date(text, strategy: .iso8601) }
        // The fraction is dropped: nothing here depends on it.
        return try? Date("\(whole[0])Z", strategy: .iso8601)
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7): the `Date` header.
    package static func http(_ text: String) -> Date? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let month = months.firstIndex(of: String(parts[2])) else { return nil }
        let number = month < 9 ? "0\(month + 1)" : "\(month + 1)"
        return iso8601("\(parts[3])-\(number)-\(parts[1])T\(parts[4])Z")
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
}
