package import FoundationEssentials

/// A calendar month in UTC.
package struct Month: Sendable, Hashable, Codable, Comparable, CustomStringConvertible {
    /// `2026-11`
    package let description: String
    package let start: Date
    /// Where the next one begins.
    package let end: Date

    package init(of time: Date) {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let parts = calendar.dateComponents([.year, .month], from: time)
        start = calendar.date(from: parts) ?? time
        end = calendar.date(byAdding: .month, value: 1, to: start) ?? time
        description = String(start.iso8601.prefix(7))
    }

    package static func < (a: Month, b: Month) -> Bool { a.start < b.start }

    /// Seconds between the two times that are in this month.
    package func seconds(from: Date, to: Date) -> Double { max(0, min(to, end).timeIntervalSince(max(from, start))) }
}
