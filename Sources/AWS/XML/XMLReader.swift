import FoundationEssentials

/// Reads the XML that STS and S3 write: no document types, hence no entities but the five of XML itself.
struct XMLReader {
    struct Malformed: Error {}

    private let bytes: [UInt8]
    private var at = 0
    /// AWS's own answers have 5 levels.
    private static let deepest = 32

    static func read(_ data: Data) throws -> XMLElement {
        var reader = XMLReader(bytes: Array(data))
        let root = try reader.document()
        return root
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func document() throws -> XMLElement {
        if has("\u{FEFF}") { at += 3 }
        try skipAside()
        let root = try element(depth: 0)
        try skipAside()
        guard at == bytes.count else { throw Malformed() }
        return root
    }

    /// Blanks, declarations and comments around the root.
    private mutating func skipAside() throws {
        while at < bytes.count {
            if has("<?") {
                try skip(past: "?>")
            } else if has("<!--") {
                try skip(past: "-->")
            } else if Self.isBlank(bytes[at]) {
                at += 1
            } else {
                return
            }
        }
    }

    private mutating func element(depth: Int) throws -> XMLElement {
        guard depth < Self.deepest, has("<"), !has("<!") else { throw Malformed() }
        at += 1
        let name = try name()
        guard try !skipAttributes() else { return XMLElement(name: Self.local(name)) }
        var element = XMLElement(name: Self.local(name))
        var text: [UInt8] = []
        while true {
            guard at < bytes.count else { throw Malformed() }
            if has("</") {
                at += 2
                guard try self.name() == name, try !skipAttributes() else { throw Malformed() }
                element.text = String(decoding: text, as: UTF8.self)
                return element
            } else if has("<!--") {
                try skip(past: "-->")
            } else if has("<![CDATA[") {
                let start = at + 9
                try skip(past: "]]>")
                text += bytes[start..<at - 3]
            } else if bytes[at] == UInt8(ascii: "<") {
                element.children.append(try self.element(depth: depth + 1))
            } else if bytes[at] == UInt8(ascii: "&") {
                text += try entity()
            } else {
                text.append(bytes[at])
                at += 1
            }
        }
    }

    private mutating func name() throws -> String {
        let start = at
        while at < bytes.count, !Self.isBlank(bytes[at]), !Array("/>=<".utf8).contains(bytes[at]) { at += 1 }
        guard at > start else { throw Malformed() }
        return String(decoding: bytes[start..<at], as: UTF8.self)
    }

    /// To behind the tag's end; true where the element ends with it.
    private mutating func skipAttributes() throws -> Bool {
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: ">"):
                at += 1
                return false
            case UInt8(ascii: "/") where has("/>"):
                at += 2
                return true
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                let quote = bytes[at]
                guard let end = bytes[(at + 1)...].firstIndex(of: quote) else { throw Malformed() }
                at = end + 1
            default: at += 1
            }
        }
        throw Malformed()
    }

    /// `&amp;`, `&#38;`, `&#x26;`
    private mutating func entity() throws -> [UInt8] {
        guard let end = bytes[at...].prefix(12).firstIndex(of: UInt8(ascii: ";")) else { throw Malformed() }
        let word = String(decoding: bytes[(at + 1)..<end], as: UTF8.self)
        at = end + 1
        if let known = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'"][word] { return Array(known.utf8) }
        guard word.hasPrefix("#") else { throw Malformed() }
        let digits = word.dropFirst()
        let value = digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        guard let value, let scalar = Unicode.Scalar(value) else { throw Malformed() }
        return Array(String(Character(scalar)).utf8)
    }

    private func has(_ text: String) -> Bool { bytes[at...].starts(with: text.utf8) }

    private mutating func skip(past end: String) throws {
        while at < bytes.count {
            if has(end) {
                at += end.utf8.count
                return
            }
            at += 1
        }
        throw Malformed()
    }

    private static func local(_ name: String) -> String { name.split(separator: ":").last.map(String.init) ?? name }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }
}
