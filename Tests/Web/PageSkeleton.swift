import Foundation

/// A page taken apart by stricter rules than a browser's: its tags with the names of their attributes, and its text. Works on
/// scalars, because to a browser a `<` with an accent on it is a `<`.
struct PageSkeleton {
    struct Broken: Error {
        let at: String
    }

    private(set) var tags: [String] = []
    /// Of the page and of its attributes, with entities read.
    private(set) var text = ""
    private var rest: Substring.UnicodeScalarView

    init(_ page: String) throws {
        rest = Substring(page).unicodeScalars
        while let next = rest.first {
            if next == "<" {
                try readTag()
            } else {
                text += try unescaped(take { $0 != "<" })
            }
        }
    }

    private mutating func take(_ isIn: (Unicode.Scalar) -> Bool) -> String {
        let part = rest.prefix(while: isIn)
        rest = rest[part.endIndex...]
        return String(part)
    }

    private mutating func skip(_ literal: String) throws {
        guard rest.starts(with: literal.unicodeScalars) else { throw Broken(at: String(rest.prefix(40))) }
        rest = rest.dropFirst(literal.unicodeScalars.count)
    }

    private mutating func readTag() throws {
        try skip("<")
        if rest.starts(with: "!doctype html>".unicodeScalars) { return try skip("!doctype html>") }
        var tag = ""
        if rest.first == "/" {
            try skip("/")
            tag = "/"
        }
        let name = take { ("a"..."z").contains($0) || ("0"..."9").contains($0) }
        guard !name.isEmpty else { throw Broken(at: String(rest.prefix(40))) }
        tag += name
        while rest.first == " " {
            try skip(" ")
            let attribute = take { ("a"..."z").contains($0) || $0 == "-" }
            guard !attribute.isEmpty else { throw Broken(at: String(rest.prefix(40))) }
            try skip("=\"")
            text += try unescaped(take { $0 != "\"" })
            try skip("\"")
            tag += " \(attribute)"
        }
        try skip(">")
        tags.append(tag)
    }

    private func unescaped(_ text: String) throws -> String {
        var plain = ""
        var rest = Substring(text).unicodeScalars
        while let next = rest.first {
            guard next == "&" else {
                plain.unicodeScalars.append(next)
                rest = rest.dropFirst()
                continue
            }
            guard let (entity, value) = Self.entities.first(where: { rest.starts(with: $0.0.unicodeScalars) }) else {
                throw Broken(at: String(rest.prefix(20)))
            }
            plain += value
            rest = rest.dropFirst(entity.unicodeScalars.count)
        }
        return plain
    }

    private static let entities = [("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'")]
}
