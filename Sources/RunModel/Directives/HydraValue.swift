/// Reads the part of an override after the equals sign: finds out whether it gives several values, whether DVC could
/// read it at all, and turns JSON's quoted keys, which Hydra does not know, into unquoted ones.
/// Source: VALUE_MODE of Hydra 1.3's OverrideLexer.g4 and the rules from `value` on in OverrideParser.g4.
struct HydraValue {
    private(set) var isSweep = false
    private(set) var problem: String?
    /// The value in Hydra's grammar; of use only if there is no problem.
    private(set) var text: [UInt8] = []
    private let bytes: [UInt8]
    private var open: [Frame] = []
    private var element = Element.none
    /// Where the unquoted text that is being read began in ``text``.
    private var start = 0

    private enum Frame { case list, call, key, member }
    private enum Element { case none, unquoted, whole }

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = Array(bytes)
    }

    /// Whether the text in double quotes would be one value.
    var mayBeOneText: Bool { !bytes.contains(UInt8(ascii: "\"")) && !bytes.contains(UInt8(ascii: "\\")) }

    mutating func scan() {
        var index = 0
        while index < bytes.count, problem == nil { index = step(at: index) }
        guard problem == nil else { return }
        if !open.isEmpty { problem = "a bracket is not closed" }
        if element == .none, isSweep, open.isEmpty { return }
        // Hydra refuses a blank after a closing quote or bracket.
        if element == .whole { text = Array(text[...].trimmingBlanks) }
    }

    private mutating func step(at index: Int) -> Int {
        let byte = bytes[index]
        switch byte {
        case UInt8(ascii: "'"), UInt8(ascii: "\""): return quoted(at: index)
        case UInt8(ascii: "\\"):
            let escaped = index + 1 < bytes.count && Array("\\()[]{}:=, \t".utf8).contains(bytes[index + 1])
            return unquoted(at: index, count: escaped ? 2 : 1)
        case UInt8(ascii: "$") where index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "{"):
            guard open.last != .key, let end = bytes[index...].firstIndex(of: UInt8(ascii: "}")), end > index + 2 else {
                return fail("an interpolation `${…}` is empty, not closed, or in a key")
            }
            return unquoted(at: index, count: end + 1 - index)
        case UInt8(ascii: "["): return opening(.list, byte, index)
        case UInt8(ascii: "{"): return opening(.key, byte, index)
        case UInt8(ascii: "("): return call(at: index)
        case UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ")"): return closing(byte, index)
        case UInt8(ascii: ","): return comma(at: index)
        case UInt8(ascii: ":") where open.last == .key: return keyEnd(at: index)
        case UInt8(ascii: "="):
            guard open.last == .call, element == .unquoted else { return fail("a second `=` has to be in quotes") }
            element = .none
            text.append(byte)
            return index + 1
        case UInt8(ascii: " "), UInt8(ascii: "\t"):
            text.append(byte)
            return index + 1
        default:
            guard byte.isIdentifierByte || Array("/-+.%*@?|$:".utf8).contains(byte) else {
                let isASCII = byte < 0x80 && byte > 0x20
                return fail(isASCII ? "`\(UnicodeScalar(byte))` has to be in quotes" : "such characters have to be in quotes")
            }
            return unquoted(at: index, count: 1)
        }
    }

    private mutating func fail(_ why: String) -> Int {
        problem = why
        return bytes.count
    }

    private mutating func unquoted(at index: Int, count: Int) -> Int {
        guard element != .whole else { return fail("there is text after a closing quote or bracket") }
        if element == .none { start = text.count }
        element = .unquoted
        text += bytes[index..<(index + count)]
        return index + count
    }

    private mutating func quoted(at index: Int) -> Int {
        guard element == .none else { return fail("a quote inside a text has to be quoted itself") }
        var end = index + 1
        while end < bytes.count, bytes[end] != bytes[index] { end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1 }
        guard end < bytes.count else { return fail("a quote is not closed") }
        element = .whole
        if open.last == .key {
            let key = bytes[(index + 1)..<end]
            guard HydraValue.isPlainKey(key) else {
                return fail("Hydra has no way to write the key \(Diagnostic.quote(String(decoding: key, as: UTF8.self)))")
            }
            text += key
        } else {
            text += bytes[index...end]
        }
        return end + 1
    }

    private mutating func opening(_ frame: Frame, _ byte: UInt8, _ index: Int) -> Int {
        guard element == .none, open.last != .key else { return fail("a bracket inside a text has to be in quotes") }
        open.append(frame)
        text.append(byte)
        return index + 1
    }

    private mutating func call(at index: Int) -> Int {
        let name = String(decoding: text[min(start, text.count)...].trimmingBlanks, as: UTF8.self)
        guard element == .unquoted, open.last != .key, HydraValue.functions.contains(name) else {
            return fail(
                element == .unquoted ? "Hydra has no function \(Diagnostic.quote(name))" : "a bracket inside a text has to be in quotes")
        }
        // Only one that is the value itself, or given to a cast, makes a sweep; in a list it is no value at all.
        if HydraValue.sweeps.contains(name) {
            guard open.allSatisfy({ $0 == .call }) else { return fail("`\(name)(…)` cannot stand inside brackets") }
            isSweep = true
        }
        open.append(.call)
        element = .none
        text.append(bytes[index])
        return index + 1
    }

    private mutating func closing(_ byte: UInt8, _ index: Int) -> Int {
        let fits: Bool
        switch (byte, open.last) {
        case (UInt8(ascii: "]"), .list?), (UInt8(ascii: ")"), .call?): fits = element != .none || isJustOpened
        case (UInt8(ascii: "}"), .member?): fits = element != .none
        case (UInt8(ascii: "}"), .key?): fits = element == .none && isJustOpened
        default: fits = false
        }
        guard fits else { return fail("a `\(UnicodeScalar(byte))` closes nothing, or closes an unfinished item") }
        open.removeLast()
        element = .whole
        text.append(byte)
        return index + 1
    }

    private var isJustOpened: Bool {
        text[...].trimmingBlanks.last.map { Array("[({".utf8).contains($0) } ?? false
    }

    private mutating func comma(at index: Int) -> Int {
        // Several values for a cast, as in `int(1,2)`, are a sweep too.
        if open.allSatisfy({ $0 == .call }) { isSweep = true }
        guard element != .none || open.isEmpty, open.last != .key else { return fail("an item before a comma is missing") }
        if open.last == .member { open[open.count - 1] = .key }
        element = .none
        text.append(bytes[index])
        return index + 1
    }

    private mutating func keyEnd(at index: Int) -> Int {
        guard element != .none else { return fail("a key before a colon is missing") }
        open[open.count - 1] = .member
        element = .none
        text.append(bytes[index])
        return index + 1
    }

    private static let sweeps: Set<String> = ["choice", "range", "interval", "glob", "shuffle", "sort", "tag"]
    private static let functions = sweeps.union(["int", "float", "str", "bool"])

    /// A key that means the same without its quotes: unquoted `1` would be a number and `true` no text.
    private static func isPlainKey(_ key: ArraySlice<UInt8>) -> Bool {
        guard let first = key.first, first.isASCIILetter || first == UInt8(ascii: "_") else { return false }
        let word = String(decoding: key, as: UTF8.self).lowercased()
        return key.allSatisfy { $0.isKeywordByte || $0 == UInt8(ascii: ".") }
            && !["true", "false", "null", "inf", "nan"].contains(word)
    }
}
