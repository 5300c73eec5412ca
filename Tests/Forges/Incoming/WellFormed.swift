/// The rules for a push's names once more, by bytes and apart from those that the product goes by.
enum WellFormed {
    /// By git-check-ref-format(1), and nothing that a command would take for an option.
    static func isBranch(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        let pairs = zip(bytes, bytes.dropFirst()).map { [$0, $1] }
        let forbidden = ["..", "//", "@{", "/."].map { Array($0.utf8) }
        guard let first = bytes.first, let last = bytes.last, name != "@", name != "HEAD" else {
            return false
        }
        return !Array("-./".utf8).contains(first) && !Array("./".utf8).contains(last)
            && bytes.allSatisfy { $0 > 0x20 && $0 != 0x7f && !Array("~^:?*[\\".utf8).contains($0) }
            && !pairs.contains { forbidden.contains($0) }
            && !bytes.split(separator: UInt8(ascii: "/")).contains {
                $0.suffix(5) == Array(".lock".utf8)[...]
            }
    }

    static func isCommit(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        return (bytes.count == 40 || bytes.count == 64)
            && bytes.allSatisfy { Array("0123456789abcdef".utf8).contains($0) }
            && bytes.contains { $0 != UInt8(ascii: "0") }
    }
}
