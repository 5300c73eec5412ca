import Foundation

/// Times as people say them.
enum Elapsed {
    /// `0.4 s`, `12 s`, `3m 05s`, `2h 10m`, `3d 4h`.
    static func text(_ seconds: Double) -> String {
        if seconds < 9.95 { return String(format: "%.1f s", max(0, seconds)) }
        let whole = Int(seconds.rounded())
        switch whole {
        case ..<60: return "\(whole) s"
        case ..<3600: return String(format: "%dm %02ds", whole / 60, whole % 60)
        case ..<86_400: return String(format: "%dh %02dm", whole / 3600, whole % 3600 / 60)
        default: return "\(whole / 86_400)d \(whole % 86_400 / 3600)h"
        }
    }

    /// `just now`, `5 min ago`, `3 h ago`, `2 d ago`.
    static func ago(_ date: Date, now: Date = Date()) -> String {
        let seconds = Int(now.timeIntervalSince(date))
        switch seconds {
        case ..<60: return "just now"
        case ..<3600: return "\(seconds / 60) min ago"
        case ..<86_400: return "\(seconds / 3600) h ago"
        default: return "\(seconds / 86_400) d ago"
        }
    }
}

extension Date {
    /// RFC 3339 in UTC, to the second.
    var iso8601: String { formatted(.iso8601) }
}
