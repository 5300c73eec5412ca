import Foundation
import RunModel

extension Figures {
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
