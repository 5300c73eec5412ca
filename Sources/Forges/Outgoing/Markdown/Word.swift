/// A part of a sentence, and whether it can stand in Markdown as it is.
struct Word: Sendable, Equatable {
    enum Kind: Sendable {
        case plain
        /// Not surely a word.
        case code
        /// The author has marked it as code.
        case quoted
    }

    var text: String
    var kind: Kind
    /// A space is before it.
    var isApart: Bool

    /// Code beside code is one part.
    static func words(of sentence: String) -> [Word] {
        let pieces = sentence.split(separator: "`", omittingEmptySubsequences: false)
        var words: [Word] = []
        var isApart = false
        for (index, piece) in pieces.enumerated() {
            // The last backtick of an odd number opens nothing.
            if index % 2 == 1, index < pieces.count - 1 {
                if !piece.allSatisfy({ $0 == " " }) { words.append(Word(text: String(piece), kind: .quoted, isApart: isApart)) }
                isApart = false
                continue
            }
            isApart = isApart || piece.hasPrefix(" ")
            for text in piece.split(separator: " ") {
                let kind = isPlain(text) ? Kind.plain : .code
                if kind == .code, isApart, let last = words.last, last.kind == .code {
                    words[words.count - 1].text += " \(text)"
                } else {
                    words.append(Word(text: String(text), kind: kind, isApart: isApart))
                }
                isApart = true
            }
            isApart = piece.hasSuffix(" ")
        }
        return words
    }

    /// Letters or a number, with the punctuation of prose around: no mention, reference, address, emphasis or tag looks like
    /// that.
    private static func isPlain(_ word: Substring) -> Bool {
        let scalars = Array(word.unicodeScalars)
        guard let start = scalars.firstIndex(where: { !opening.contains($0) }) else { return true }
        guard let end = scalars.lastIndex(where: { !closing.contains($0) }), start <= end else {
            return scalars[start...].allSatisfy { closing.contains($0) }
        }
        let core = scalars[start...end]
        if core.allSatisfy(dashes.contains) { return true }
        if core.allSatisfy({ isDigit($0) || $0 == "." }) { return true }
        // What may be a commit's name would become a link, and so would one such as GH-12.
        let parts = core.split { !$0.isASCII || !isDigit($0) && !isLetter($0) }
        if parts.contains(where: { $0.count >= 7 && $0.allSatisfy(\.properties.isASCIIHexDigit) }) { return false }
        if core.contains(where: isDigit) { return core.allSatisfy { isDigit($0) || isLetter($0) } }
        return isLetter(scalars[start]) && isLetter(scalars[end]) && core.allSatisfy { isLetter($0) || joining.contains($0) }
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isAlphabetic }

    private static let opening: Set<Unicode.Scalar> = ["(", "“", "‘", "\""]
    private static let closing: Set<Unicode.Scalar> = [".", ",", ";", ":", "?", "%", ")", "”", "’", "\"", "…"]
    private static let joining: Set<Unicode.Scalar> = ["-", "'", "’"]
    private static let dashes: Set<Unicode.Scalar> = ["–", "—", "→"]
}
