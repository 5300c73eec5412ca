import Foundation
import RunModel

extension Figures {
    /// A moment for people and for programs, in UTC.
    static func time(_ date: Date) -> HTML {
        let text = date.iso8601
        let readable = text.replacing("T", with: " ").replacing("Z", with: "")
        return "<time datetime=\"\(text)\">\(readable) <abbr>UTC</abbr></time>"
    }
}
