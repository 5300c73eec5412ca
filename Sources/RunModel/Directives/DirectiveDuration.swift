/// A deadline as `:ACME_TIMEOUT:` has it: `90m`, `6h`, `1h30m`, `45s`, `2d`, from one minute to thirty days.
enum DirectiveDuration {
    /// Seconds.
    static let range = 60...(30 * 86_400)

    /// Seconds, or the code of what is wrong: `not_a_number` for text that is no duration (a bare number, too: minutes
    /// and seconds are mistaken for each other), `out_of_range` for one too short or too long.
    static func read(_ text: String) -> Result<Int, DirectiveError> {
        if let seconds = DurationText.seconds(text) {
            return range.contains(seconds) ? .success(seconds) : .failure(DirectiveError(.outOfRange))
        }
        // A well-formed text whose number does not fit: the same with fewer digits is a duration.
        return .failure(DirectiveError(DurationText.seconds(shortened(text)) == nil ? .notANumber : .outOfRange))
    }

    /// What the author of a refused text most likely meant: `90m` for `90`, `90 min` and `90M`.
    static func suggestion(for text: String) -> String? {
        if let number = Int(text), number > 0 {
            // Nobody gives a day or more in minutes without saying so.
            let meant = number < 1440 ? "\(number)m" : "\(number)s"
            return DurationText.seconds(meant).flatMap { range.contains($0) ? meant : nil }
        }
        var compact = ""
        var afterLetter = false
        for scalar in text.lowercased().unicodeScalars where scalar != " " && scalar != "\t" {
            let isDigit = ("0"..."9").contains(scalar)
            if isDigit || !afterLetter { compact.unicodeScalars.append(scalar) }
            afterLetter = !isDigit
        }
        return DurationText.seconds(compact).flatMap { range.contains($0) ? compact : nil }
    }

    private static func shortened(_ text: String) -> String {
        var result: [UInt8] = []
        var digits = 0
        for byte in text.utf8 {
            digits = byte.isASCIIDigit ? digits + 1 : 0
            if digits <= 9 { result.append(byte) }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
