/// A name that is not of its kind's form, met where text becomes a typed value.
package struct Malformed: Error, CustomStringConvertible, Equatable {
    package let what: String
    package let text: String

    package init(what: String, text: String) {
        self.what = what
        self.text = text
    }

    package var description: String { "not a \(what): “\(text.prefix(120))”" }
}

extension UInt8 {
    package var isASCIIDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
    package var isLowercaseHex: Bool { isASCIIDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self) }
}
