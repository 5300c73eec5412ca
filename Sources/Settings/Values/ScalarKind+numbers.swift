import RunModel

extension ScalarKind where Value == Int {
    /// A whole number within a range.
    static func whole(_ range: ClosedRange<Int>) -> ScalarKind {
        let allowed =
            range.upperBound == .max
            ? "a whole number from \(range.lowerBound)"
            : "a whole number from \(range.lowerBound) to \(range.upperBound)"
        return ScalarKind(allowed: allowed, isBare: true, text: { String($0) }) { (text, _) throws(Complaint) in
            let digits = text.utf8.drop(while: { $0 == UInt8(ascii: "-") })
            guard let value = Int(text), digits.allSatisfy(\.isASCIIDigit) else {
                throw Complaint("\(Echo.quoted(text)) is not a whole number")
            }
            guard value >= range.lowerBound else { throw Complaint("\(value) is too small") }
            guard value <= range.upperBound else { throw Complaint("\(value) is too large") }
            return value
        }
    }

    static let count = whole(1...Int.max)
    static let countOrNone = whole(0...Int.max)

    /// Seconds.
    static func duration(_ range: ClosedRange<Int>) -> ScalarKind {
        let least = DurationText.text(seconds: range.lowerBound)
        let most = DurationText.text(seconds: range.upperBound)
        let allowed = "\(DurationText.allowed), from \(least) to \(most)"
        return ScalarKind(allowed: allowed, isBare: true, text: { DurationText.text(seconds: $0) }) {
            (text, _) throws(Complaint) in
            guard let seconds = DurationText.seconds(text) else {
                let bare = !text.isEmpty && text.utf8.allSatisfy(\.isASCIIDigit)
                throw Complaint(
                    bare ? "\(Echo.quoted(text)) has no unit (s, m, h, d)" : "\(Echo.quoted(text)) is not a duration",
                    nearest: bare ? "\(Echo.plain(text))s" : nil)
            }
            guard seconds >= range.lowerBound else { throw Complaint("\(Echo.plain(text)) is too short") }
            guard seconds <= range.upperBound else { throw Complaint("\(Echo.plain(text)) is too long") }
            return seconds
        }
    }

    /// A deadline or an interval.
    static let someTime = duration(1...365 * .secondsPerDay)
}

extension Int {
    static let secondsPerDay = 86_400
}
