/// Lengths of time as people write them: `90s`, `5m`, `6h`, `7d`, `1h30m`. A value is a whole number of seconds.
///
/// A bare number has no meaning here: seconds and minutes are mistaken for each other too easily.
package enum DurationText {
    /// What is allowed, for error messages and the reference.
    package static let allowed = "a duration such as 90s, 5m, 6h, 7d or 1h30m"

    private static let units: [(letter: UInt8, seconds: Int)] = [
        (UInt8(ascii: "d"), 86_400), (UInt8(ascii: "h"), 3_600), (UInt8(ascii: "m"), 60), (UInt8(ascii: "s"), 1),
    ]

    /// Seconds; nil if the text is not of the form NUMBER UNIT …, with each unit once and the larger ones first,
    /// or if the sum does not fit.
    package static func seconds(_ text: String) -> Int? {
        var total = 0
        var number: Int?
        var left = units[...]
        for byte in text.utf8 {
            if byte.isASCIIDigit {
                let digit = Int(byte - UInt8(ascii: "0"))
                let (tens, over) = (number ?? 0).multipliedReportingOverflow(by: 10)
                let (sum, over2) = tens.addingReportingOverflow(digit)
                if over || over2 { return nil }
                number = sum
            } else {
                guard let count = number, let unit = left.firstIndex(where: { $0.letter == byte }) else { return nil }
                let (part, over) = count.multipliedReportingOverflow(by: units[unit].seconds)
                let (sum, over2) = total.addingReportingOverflow(part)
                if over || over2 { return nil }
                total = sum
                number = nil
                left = units[(unit + 1)...]
            }
        }
        return number == nil && left.count < units.count ? total : nil
    }

    /// The shortest exact text, which ``seconds(_:)`` reads back: 5400 gives `1h30m`.
    package static func text(seconds: Int) -> String {
        var rest = max(0, seconds)
        var text = ""
        for unit in units where rest >= unit.seconds {
            text += "\(rest / unit.seconds)\(Character(UnicodeScalar(unit.letter)))"
            rest %= unit.seconds
        }
        return text.isEmpty ? "0s" : text
    }
}
