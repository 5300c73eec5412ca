/// Numbers and lengths of time as people read them: in a forge's comment, on a page and on a terminal alike.
package enum Figures {
    /// A whole number as it is, any other with six significant digits: `0.842`, `1.5e-07`. A half in the shortest decimal form
    /// is rounded away from zero.
    package static func number(_ value: Double) -> String {
        guard value.isFinite else { return "\(value)" }
        if value == value.rounded(), abs(value) < 1e15 { return "\(Int(value))" }
        var digits = DecimalDigits(abs(value))
        digits.round(to: 6)
        return (value < 0 ? "-" : "") + digits.text
    }

    /// With its sign, so that it reads as a difference: `+0.25`, `-3`, `+0`.
    package static func delta(_ value: Double) -> String { (value >= 0 ? "+" : "") + number(value) }

    /// A leaf of a metrics or parameters file, of text the first 60 characters as they are; `–` where there is none.
    package static func value(_ value: Scalar?) -> String {
        switch value {
        case .number(let number): self.number(number)
        case .some(let value): String(value.description.prefix(60))
        case nil: "–"
        }
    }

    /// `1 vCPU`, `4 GPUs`.
    package static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

    /// `0.4 s`, `12 s`, `3m 05s`, `2h 10m`, `3d 4h`. Less than nothing is `0.0 s`.
    package static func elapsed(_ seconds: Double) -> String {
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

    static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
