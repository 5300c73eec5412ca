/// A decimal number as Python's `decimal` has it with its usual 28 digits, for adding the same step again and again: Hydra
/// does so, and a run's parameters are to be those that DVC would give it.
struct DecimalNumber: Comparable {
    private(set) var isNegative: Bool
    /// The highest first, without zeros at its front; empty is zero.
    private let digits: [UInt8]
    /// The power of ten of the last digit.
    private let exponent: Int
    private static let precision = 28

    private init(isNegative: Bool, digits: [UInt8], exponent: Int) {
        self.digits = Array(digits.drop { $0 == 0 })
        self.isNegative = isNegative && !self.digits.isEmpty
        self.exponent = exponent
    }

    /// Every digit of a finite binary number.
    init(_ value: Double) {
        var digits = "\(value.magnitude.significandBits)".utf8.map { $0 - UInt8(ascii: "0") }
        var power = value.magnitude.significandPower
        while power > 0 {
            digits = Self.sum(digits, digits)
            power -= 1
        }
        var exponent = 0
        while power < 0 {
            digits = Self.half(digits)
            exponent -= 1
            power += 1
        }
        self.init(isNegative: value < 0, digits: digits, exponent: exponent)
    }

    /// The nearest binary number.
    var double: Double {
        let text = String(decoding: digits.map { $0 + UInt8(ascii: "0") }, as: UTF8.self)
        let value = Double("\(text.isEmpty ? "0" : text)e\(exponent)") ?? 0
        return isNegative ? -value : value
    }

    /// The sum, rounded half to even to 28 digits.
    func adding(_ other: DecimalNumber) -> DecimalNumber {
        let least = min(exponent, other.exponent)
        let (a, b) = (shifted(to: least), other.shifted(to: least))
        let sum: DecimalNumber
        if isNegative == other.isNegative {
            sum = DecimalNumber(isNegative: isNegative, digits: Self.sum(a, b), exponent: least)
        } else {
            let isLess = Self.isLess(a, b)
            sum = DecimalNumber(
                isNegative: isLess ? other.isNegative : isNegative, digits: isLess ? Self.difference(b, a) : Self.difference(a, b),
                exponent: least)
        }
        return sum.rounded
    }

    static func < (a: DecimalNumber, b: DecimalNumber) -> Bool {
        if a.isNegative != b.isNegative { return a.isNegative }
        let least = min(a.exponent, b.exponent)
        let (x, y) = (a.shifted(to: least), b.shifted(to: least))
        return a.isNegative ? isLess(y, x) : isLess(x, y)
    }

    private var rounded: DecimalNumber {
        let excess = digits.count - Self.precision
        guard excess > 0 else { return self }
        let kept = Array(digits.prefix(Self.precision))
        let rest = digits.dropFirst(Self.precision)
        let isTie = rest.first == 5 && rest.dropFirst().allSatisfy { $0 == 0 }
        let goesUp = isTie ? kept[kept.count - 1] % 2 == 1 : rest.first.map { $0 >= 5 } ?? false
        return DecimalNumber(isNegative: isNegative, digits: goesUp ? Self.sum(kept, [1]) : kept, exponent: exponent + excess)
    }

    private func shifted(to least: Int) -> [UInt8] {
        digits.isEmpty ? [] : digits + [UInt8](repeating: 0, count: exponent - least)
    }

    private static func isLess(_ a: [UInt8], _ b: [UInt8]) -> Bool {
        a.count != b.count ? a.count < b.count : a.lexicographicallyPrecedes(b)
    }

    private static func sum(_ a: [UInt8], _ b: [UInt8]) -> [UInt8] {
        var sum: [UInt8] = []
        var carry: UInt8 = 0
        for place in 1...max(a.count, b.count, 1) {
            let digit = (place <= a.count ? a[a.count - place] : 0) + (place <= b.count ? b[b.count - place] : 0) + carry
            sum.append(digit % 10)
            carry = digit / 10
        }
        if carry > 0 { sum.append(carry) }
        return sum.reversed()
    }

    /// `a - b` of an `a` that is no less.
    private static func difference(_ a: [UInt8], _ b: [UInt8]) -> [UInt8] {
        var difference: [UInt8] = []
        var borrow: UInt8 = 0
        for place in 1...max(a.count, 1) where place <= a.count {
            let less = (place <= b.count ? b[b.count - place] : 0) + borrow
            let own = a[a.count - place]
            borrow = own < less ? 1 : 0
            difference.append(own + 10 * borrow - less)
        }
        return Array(Array(difference.reversed()).drop { $0 == 0 })
    }

    /// Of the number with one more decimal place.
    private static func half(_ digits: [UInt8]) -> [UInt8] {
        var half: [UInt8] = []
        var rest: UInt8 = 0
        for digit in digits + [0] {
            let value = rest * 10 + digit
            half.append(value / 2)
            rest = value % 2
        }
        return Array(half.drop { $0 == 0 })
    }
}

extension Double {
    /// The number is ``significandBits`` times two to the ``significandPower``.
    fileprivate var significandBits: UInt64 { self == 0 ? 0 : UInt64(significand * 4_503_599_627_370_496) }
    fileprivate var significandPower: Int { self == 0 ? 0 : Int(exponent) - 52 }
}
