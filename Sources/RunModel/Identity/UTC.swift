package import FoundationEssentials

extension Date {
    /// `YYYYMMDDTHHMMSS` in UTC, as run ids carry it.
    package var utcCompact: String {
        let iso = self.iso8601
        return iso.filter { $0 != "-" && $0 != ":" && $0 != "Z" }
    }

    /// RFC 3339 in UTC to the second, e.g. `2026-01-02T03:04:05Z`.
    package var iso8601: String { formatted(.iso8601) }
}
