/// A number as directives have it: ASCII digits, with an optional minus sign, within a signed 64-bit integer.
enum DirectiveNumber {
    /// The value, or the code of what is wrong with the text.
    static func read(_ text: String, atLeast minimum: Int) -> Result<Int, DirectiveError> {
        let digits = text.hasPrefix("-") ? text.utf8.dropFirst() : text.utf8[...]
        guard !digits.isEmpty, digits.allSatisfy(\.isASCIIDigit) else { return .failure(DirectiveError(.notANumber)) }
        guard let value = Int(text), value >= minimum else { return .failure(DirectiveError(.outOfRange)) }
        return .success(value)
    }

    /// MiB for text with a unit: 8192 for `8GiB`, `8 GB` or `8g`. Only ever a suggestion: a decimal GB is read as the
    /// binary one, as people who write it about memory mean it.
    static func mebibytes(_ text: String) -> Int? {
        let digits = text.prefix { $0.utf8.allSatisfy(\.isASCIIDigit) }
        let unit = text.dropFirst(digits.count).drop { $0 == " " || $0 == "\t" }.lowercased()
        let factors = ["m": 1, "mb": 1, "mib": 1, "g": 1024, "gb": 1024, "gib": 1024, "t": 1 << 20, "tb": 1 << 20, "tib": 1 << 20]
        guard let count = Int(digits), count > 0, let factor = factors[unit] else { return nil }
        let (product, overflow) = count.multipliedReportingOverflow(by: factor)
        return overflow ? nil : product
    }
}
