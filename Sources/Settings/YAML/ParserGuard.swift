import RunModel

/// Stops texts that would keep the YAML parser itself busy for minutes or for ever. It compares the keys of every
/// mapping as whole trees, so that keys which are aliases of aliases of aliases, or keys inside keys inside keys, cost
/// it far more than the text is long. What little of both is left is refused by looking at the parsed tree.
enum ParserGuard {
    static let noAliases =
        "YAML anchors and aliases are not read here: write the value out; put text that begins with & or * in quotes"

    /// So few aliases cannot make the tree much larger than the text.
    private static let harmlessAliases = 4
    /// A key that is not plain text must be announced by `?`, or stand on one line of at most 1024 bytes.
    private static let harmlessKeys = 16

    /// Counts too many (also text in quotes, comments), never too few.
    static func objection(to bytes: [UInt8]) -> (code: SettingsIssue.Code, message: String)? {
        var anchors = 0
        var aliases = 0
        var keys = 0
        for (index, byte) in bytes.enumerated() {
            guard byte == UInt8(ascii: "&") || byte == UInt8(ascii: "*") || byte == UInt8(ascii: "?") else { continue }
            if index > 0, isInsideWord(bytes[index - 1]) { continue }
            if byte == UInt8(ascii: "?") {
                keys += 1
            } else if index + 1 < bytes.count, bytes[index + 1].isWord || bytes[index + 1] == UInt8(ascii: "-") {
                if byte == UInt8(ascii: "&") { anchors += 1 } else { aliases += 1 }
            }
        }
        if anchors > 0, aliases > harmlessAliases { return (.aliasesRefused, noAliases) }
        if keys > harmlessKeys {
            return (.wrongShape, "more than \(harmlessKeys) times ? at the start of a word: keys must be plain text")
        }
        return nil
    }

    /// After these a plain word goes on, so that what follows them begins nothing new.
    private static func isInsideWord(_ byte: UInt8) -> Bool {
        byte.isASCIILetter || byte.isASCIIDigit || Array("/=;%._~)+".utf8).contains(byte)
    }
}
