/// The name that `-n` gives an experiment. It becomes the last part of a ref (`refs/exps/…/NAME`) and of a branch
/// (`experiment/SHA7-NAME`).
/// Source: git-check-ref-format(1); `check_ref_format` in dvc/repo/experiments/utils.py refuses slashes besides.
package enum ExperimentName {
    package static let maximumLength = 100

    /// Why the name cannot be used; nil if it can.
    package static func problem(with name: String) -> String? {
        let bytes = Array(name.utf8)
        if bytes.isEmpty { return "it is empty" }
        if bytes.count > maximumLength { return "it is longer than \(maximumLength) bytes" }
        if bytes.first == UInt8(ascii: "-") { return "git would take a name that begins with `-` for an option" }
        if bytes.contains(UInt8(ascii: "/")) { return "DVC allows no `/` in it" }
        if name == "@" || !RefName.isValid("refs/exps/\(name)") {
            return "a git ref cannot be called so (git-check-ref-format)"
        }
        return nil
    }

    /// The name with a dash for everything that cannot be in one; nil if nothing sensible is left.
    package static func suggestion(for name: String) -> String? {
        let forbidden = Array("~^:?*[\\/@{".utf8)
        var bytes: [UInt8] = []
        for byte in name.utf8 {
            let replaced = byte <= 0x20 || byte == 0x7f || forbidden.contains(byte) || (byte == 0x2e && bytes.last == 0x2e)
            let next = replaced ? UInt8(ascii: "-") : byte
            if next != UInt8(ascii: "-") || bytes.last != next { bytes.append(next) }
        }
        let trimmed = bytes.drop { $0 == 0x2d || $0 == 0x2e }
        var text = String(decoding: trimmed, as: UTF8.self)
        while text.utf8.count > maximumLength { text.removeLast() }
        while text.hasSuffix(".lock") { text.removeLast(".lock".count) }
        while text.hasSuffix("-") || text.hasSuffix(".") { text.removeLast() }
        return problem(with: text) == nil ? text : nil
    }
}
