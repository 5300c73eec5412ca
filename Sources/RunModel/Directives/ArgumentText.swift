/// The argument of `:ACME_RUN:` as text, to and from an argv. Nothing is ever expanded, and no shell reads it.
///
/// Split at blanks. A quote (`'` or `"`) opens only at the start of an argument or right after `=`, and then works as in
/// a POSIX shell; elsewhere it is an ordinary character, so that `opt={"a":[1,2]}` survives. A backslash outside single
/// quotes takes the next character literally, inside double quotes too.
package enum ArgumentText {
    package enum BadQuoting: Error, Equatable {
        case unclosed(quote: String)
        case backslashAtEnd
    }

    package static func split(_ text: String) throws(BadQuoting) -> [String] {
        var arguments: [String] = []
        var current: [UInt8] = []
        var inArgument = false
        var quote: UInt8?
        var mayOpenQuote = true
        var bytes = text.utf8.makeIterator()
        while let byte = bytes.next() {
            if quote == nil, byte.isBlank {
                if inArgument { arguments.append(String(decoding: current, as: UTF8.self)) }
                (current, inArgument, mayOpenQuote) = ([], false, true)
                continue
            }
            inArgument = true
            if byte == quote {
                quote = nil
            } else if byte == backslash, quote != singleQuote {
                guard let literal = bytes.next() else { throw .backslashAtEnd }
                current.append(literal)
                mayOpenQuote = false
            } else if quote == nil, mayOpenQuote, byte == singleQuote || byte == doubleQuote {
                quote = byte
                mayOpenQuote = false
            } else {
                current.append(byte)
                mayOpenQuote = quote == nil && byte == UInt8(ascii: "=")
            }
        }
        if let quote { throw .unclosed(quote: String(UnicodeScalar(quote))) }
        if inArgument { arguments.append(String(decoding: current, as: UTF8.self)) }
        return arguments
    }

    /// Text that ``split(_:)`` gives back as the same arguments. None of them may hold a line feed: a directive is one line.
    package static func joined(_ arguments: [String]) -> String {
        arguments.map(quoted).joined(separator: " ")
    }

    package static func quoted(_ argument: String) -> String {
        let bytes = Array(argument.utf8)
        if isPlain(bytes) { return argument }
        if !bytes.contains(singleQuote) { return "'\(argument)'" }
        let escaped = bytes.flatMap { $0 == doubleQuote || $0 == backslash ? [backslash, $0] : [$0] }
        return String(decoding: [doubleQuote] + escaped + [doubleQuote], as: UTF8.self)
    }

    private static func isPlain(_ bytes: [UInt8]) -> Bool {
        var mayOpenQuote = true
        for byte in bytes {
            // A CR at the end of the line would be taken for a part of the line's end.
            if byte.isBlank || byte == backslash || byte == UInt8(ascii: "\r") { return false }
            if mayOpenQuote, byte == singleQuote || byte == doubleQuote { return false }
            mayOpenQuote = byte == UInt8(ascii: "=")
        }
        return !bytes.isEmpty
    }

    private static let backslash = UInt8(ascii: "\\")
    private static let singleQuote = UInt8(ascii: "'")
    private static let doubleQuote = UInt8(ascii: "\"")
}
