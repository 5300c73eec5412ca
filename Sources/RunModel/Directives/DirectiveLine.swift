/// A line of a commit message that has the form of a directive: `:PREFIX_NAME:` at column 0, then an argument.
///
/// A line ends at LF and one CR before it is dropped; no other character ends a line. This works on bytes because
/// "\r\n" is one `Character`, and because `Character`'s idea of a new line includes U+2028, vertical tab and others.
struct DirectiveLine: Equatable {
    /// In bytes; the kernel takes no longer argument for a program either (MAX_ARG_STRLEN is twice that).
    static let longestArgument = 65_536

    /// Counted from 1.
    let number: Int
    /// What stands between the colons, prefix included.
    let name: String
    /// The rest of the line without the blanks (spaces and tabs) around it.
    let argument: String

    /// One pass, and no list of lines: a message can be megabytes of empty ones.
    static func all(in message: String, prefix: String) -> [DirectiveLine] {
        let start = Array(":\(prefix)_".utf8)
        let bytes = Array(message.utf8)[...]
        var found: [DirectiveLine] = []
        var number = 1
        var begin = bytes.startIndex
        while begin < bytes.endIndex {
            let end = bytes[begin...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
            if let line = DirectiveLine(number: number, bytes: bytes[begin..<end], start: start) { found.append(line) }
            begin = end + 1
            number += 1
        }
        return found
    }

    private init?(number: Int, bytes: ArraySlice<UInt8>, start: [UInt8]) {
        guard bytes.starts(with: start) else { return nil }
        let line = bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes
        let afterColon = line.dropFirst()
        guard let end = afterColon.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let name = afterColon[..<end]
        // A misspelt name is not much longer than a right one.
        guard name.count >= start.count, name.count <= start.count + 64, name.allSatisfy(\.isKeywordByte) else { return nil }
        self.number = number
        self.name = String(decoding: name, as: UTF8.self)
        argument = String(decoding: line[(end + 1)...].trimmingBlanks, as: UTF8.self)
    }
}

extension UInt8 {
    /// Space or tab: POSIX's class `blank`.
    var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }
    var isIdentifierByte: Bool { isASCIILetter || isASCIIDigit || self == UInt8(ascii: "_") }
    var isKeywordByte: Bool { isIdentifierByte || self == UInt8(ascii: "-") }
}

extension ArraySlice<UInt8> {
    var trimmingBlanks: ArraySlice<UInt8> {
        let front = drop(while: \.isBlank)
        return front.lastIndex { !$0.isBlank }.map { front[...$0] } ?? front.prefix(0)
    }
}
