import RunModel

/// Markup that is safe to send. Only literals of our own source are taken as they are, and the compiler sees to that; every
/// value that is put into one is escaped, so that it can stand between tags and in quoted attributes.
///
///     let line: HTML = "<p class=\"subject\">\(run.subject)</p>"
package struct HTML: Sendable, Equatable {
    package private(set) var text = ""

    package static func + (a: HTML, b: HTML) -> HTML {
        var sum = a
        sum.text += b.text
        return sum
    }

    package static func += (a: inout HTML, b: HTML) { a.text += b.text }

    /// The one place where text from outside becomes markup.
    private static func escaped(_ value: String) -> String {
        var safe = ""
        safe.reserveCapacity(value.utf8.count)
        for scalar in PlainText.clean(value).unicodeScalars {
            switch scalar {
            case "&": safe += "&amp;"
            case "<": safe += "&lt;"
            case ">": safe += "&gt;"
            case "\"": safe += "&quot;"
            case "'": safe += "&#39;"
            default: safe.unicodeScalars.append(scalar)
            }
        }
        return safe
    }
}

extension HTML: ExpressibleByStringInterpolation {
    // StaticString, so that no text that is made at run time gets in this way.
    package init(stringLiteral literal: StaticString) { text = "\(literal)" }
    package init(stringInterpolation parts: Parts) { text = parts.text }

    package struct Parts: StringInterpolationProtocol {
        fileprivate var text = ""

        package init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + 32 * interpolationCount)
        }

        package mutating func appendLiteral(_ literal: StaticString) { text += "\(literal)" }
        package mutating func appendInterpolation(_ value: String) { text += HTML.escaped(value) }
        package mutating func appendInterpolation(_ value: Substring) {
            text += HTML.escaped(String(value))
        }
        package mutating func appendInterpolation(_ value: Int) { text += "\(value)" }
        package mutating func appendInterpolation(_ value: HTML) { text += value.text }
        package mutating func appendInterpolation(_ values: [HTML]) {
            for value in values { text += value.text }
        }
    }
}
