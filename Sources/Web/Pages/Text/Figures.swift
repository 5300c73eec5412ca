import Foundation
import RunModel

/// Numbers and times as `bunsen runs show` writes them.
enum Figures {
    /// `0.4 s`, `12 s`, `3m 05s`, `2h 10m`, `3d 4h`.
    static func elapsed(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds < 1e12 else { return "–" }
        if seconds < 9.95 { return String(format: "%.1f s", max(0, seconds)) }
        let whole = Int(seconds.rounded())
        switch whole {
        case ..<60: return "\(whole) s"
        case ..<3600: return String(format: "%dm %02ds", whole / 60, whole % 60)
        case ..<86_400: return String(format: "%dh %02dm", whole / 3600, whole % 3600 / 60)
        default: return "\(whole / 86_400)d \(whole % 86_400 / 3600)h"
        }
    }

    static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15
            ? String(format: "%.0f", value) : String(format: "%.6g", value)
    }

    static func delta(_ value: Double) -> String { (value >= 0 ? "+" : "") + number(value) }

    static func value(_ value: Scalar?) -> String {
        switch value {
        case .number(let number): self.number(number)
        case .some(let value): String(value.description.prefix(60))
        case nil: "–"
        }
    }

    /// `1 vCPU`, `4 GPUs`.
    static func count(_ number: Int, _ one: String) -> String {
        "\(number) \(one)\(number == 1 ? "" : "s")"
    }

    /// `64.0 KiB`, `9.5 MiB`.
    static func bytes(_ number: Int) -> String {
        switch number {
        case ..<1024: "\(number) B"
        case ..<(1 << 20): String(format: "%.1f KiB", Double(number) / 1024)
        case ..<(1 << 30): String(format: "%.1f MiB", Double(number) / Double(1 << 20))
        default: String(format: "%.1f GiB", Double(number) / Double(1 << 30))
        }
    }

    /// A moment for people and for programs, in UTC.
    static func time(_ date: Date) -> HTML {
        let text = date.iso8601
        let readable = text.replacing("T", with: " ").replacing("Z", with: "")
        return "<time datetime=\"\(text)\">\(readable) <abbr>UTC</abbr></time>"
    }
}
