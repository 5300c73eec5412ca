package import FoundationEssentials

extension Date {
    /// `YYYYMMDDTHHMMSS` in UTC, as run ids carry it.
    package var utcCompact: String {
        let marks = Array("-:Z".utf8)
        return String(decoding: iso8601.utf8.filter { !marks.contains($0) }, as: UTF8.self)
    }

    /// RFC 3339 in UTC to the second, e.g. `2026-01-02T03:04:05Z`.
    package var iso8601: String { formatted(.iso8601) }
}
