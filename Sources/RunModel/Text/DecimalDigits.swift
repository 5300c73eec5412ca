/// A number's decimal digits. FoundationEssentials has no `String(format:)` to round and write them.
struct DecimalDigits {
    private var digits: [Int]
    /// The power of ten of the first digit.
    private var exponent: Int

    /// The shortest digits that mean the number, which is finite and not negative.
    init(_ value: Double) {
        let parts = "\(value)".split(separator: "e")
        let sides = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        digits = sides.joined().compactMap(\.wholeNumberValue)
        exponent = (parts.count > 1 ? Int(parts[1]) ?? 0 : 0) + sides[0].count - 1
        while digits.count > 1, digits[0] == 0 {
            digits.removeFirst()
            exponent -= 1
        }
    }

    /// Keeps so many digits at most, without zeros at the end.
    mutating func round(to count: Int) {
        if digits.count > count {
            let isUp = digits[count] >= 5
            digits = Array(digits.prefix(count))
            if isUp { carry() }
        }
        while digits.count > 1, digits.last == 0 { digits.removeLast() }
    }

    /// Adds one in the last place.
    private mutating func carry() {
        guard let place = digits.lastIndex(where: { $0 < 9 }) else {
            digits = [1]
            exponent += 1
            return
        }
        digits[place] += 1
        digits.removeSubrange((place + 1)...)
    }

    /// With a power of ten where C's `%g` has one.
    var text: String {
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
            return "\(mantissa)e\(exponent < 0 ? "-" : "+")\(Figures.twoDigits(abs(exponent)))"
        }
    }
}
