/// Numbers as people read them, as the terminal writes them too.
enum NumberText {
    /// A whole number as it is, any other with six significant digits: `0.842`, `1.5e-07`.
    static func text(_ value: Double) -> String {
        guard value.isFinite else { return "\(value)" }
        if value == value.rounded(), abs(value) < 1e15 { return "\(Int(value))" }
        var (digits, exponent) = decimal(abs(value))
        if digits.count > 6 {
            let up = digits[6] >= 5
            digits = Array(digits.prefix(6))
            if up {
                var place = 5
                while place >= 0, digits[place] == 9 {
                    digits[place] = 0
                    place -= 1
                }
                if place >= 0 {
                    digits[place] += 1
                } else {
                    digits = [1]
                    exponent += 1
                }
            }
        }
        while digits.count > 1, digits.last == 0 { digits.removeLast() }
        return (value < 0 ? "-" : "") + written(digits, exponent)
    }

    /// `0.4 s`, `12 s`, `3m 05s`, `2h 10m`, `3d 4h`.
    static func elapsed(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds < 1e12 else { return "\(seconds) s" }
        if seconds < 9.95 {
            let tenths = Int((max(0, seconds) * 10).rounded())
            return "\(tenths / 10).\(tenths % 10) s"
        }
        let whole = Int(seconds.rounded())
        switch whole {
        case ..<60: return "\(whole) s"
        case ..<3600: return "\(whole / 60)m \(twoDigits(whole % 60))s"
        case ..<86_400: return "\(whole / 3600)h \(twoDigits(whole % 3600 / 60))m"
        default: return "\(whole / 86_400)d \(whole % 86_400 / 3600)h"
        }
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// The shortest digits that mean the number, and the power of ten of the first one.
    private static func decimal(_ value: Double) -> (digits: [Int], exponent: Int) {
        let parts = "\(value)".split(separator: "e")
        var exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let sides = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        var digits = sides.joined().compactMap(\.wholeNumberValue)
        exponent += sides[0].count - 1
        while digits.count > 1, digits[0] == 0 {
            digits.removeFirst()
            exponent -= 1
        }
        return (digits, exponent)
    }

    /// With a power of ten where C's `%g` has one.
    private static func written(_ digits: [Int], _ exponent: Int) -> String {
        let text = digits.map(String.init).joined()
        switch exponent {
        case 0..<6:
            let whole = text.prefix(exponent + 1) + String(repeating: "0", count: max(0, exponent + 1 - text.count))
            let rest = text.dropFirst(exponent + 1)
            return rest.isEmpty ? String(whole) : "\(whole).\(rest)"
        case -4..<0:
            return "0." + String(repeating: "0", count: -exponent - 1) + text
        default:
            let mantissa = text.count > 1 ? "\(text.prefix(1)).\(text.dropFirst())" : text
            return "\(mantissa)e\(exponent < 0 ? "-" : "+")\(twoDigits(abs(exponent)))"
        }
    }
}
