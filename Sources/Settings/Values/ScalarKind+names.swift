import RunModel

extension ScalarKind where Value == String {
    /// Any text but none, on one line.
    static let text = ScalarKind(
        "text on one line", allowed: "text on one line", accepts: { !$0.isEmpty && $0.isPrintable })

    /// What a secret is written as in the settings: anything, and never repeated in a message.
    static let inlineSecret = ScalarKind(
        allowed: "text", text: { $0 },
        parse: { (text, _) throws(Complaint) in
            guard !text.isEmpty else { throw Complaint("is empty") }
            return text
        })

    static let projectName = ScalarKind(
        "a project name", allowed: "[A-Za-z0-9][A-Za-z0-9._-]*",
        accepts: { text in
            guard let first = text.utf8.first, text.utf8.count <= 100 else { return false }
            return first.isWord && first != UInt8(ascii: "_")
                && text.utf8.allSatisfy { $0.isWord || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
        })

    static let prefix = ScalarKind(
        "a prefix of directives", allowed: "[A-Za-z][A-Za-z0-9_]*, at most 32 characters, no _ at the end",
        accepts: { text in
            text.utf8.count <= 32 && text.utf8.first?.isASCIILetter == true && text.utf8.allSatisfy(\.isWord)
                && !text.ends(with: "_")
        })

    /// For author and committer, within what git can store in a commit.
    static let person = ScalarKind(
        "a name or address for commits", allowed: "text on one line without < and >",
        accepts: { text in
            text.isPrintable && !text.contains(anyOf: "<>") && text.contains { $0 != " " }
        })

    /// A user of the machine.
    static let account = ScalarKind(
        "a user name", allowed: "[A-Za-z_][A-Za-z0-9_.-]*",
        accepts: { text in
            guard let first = text.utf8.first, text.utf8.count <= 32 else { return false }
            return (first.isASCIILetter || first == UInt8(ascii: "_"))
                && text.utf8.allSatisfy { $0.isWord || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
        })

    /// The variable that holds a secret. The text is not repeated: it may be the secret, put in the wrong place.
    static let variable = ScalarKind(
        allowed: "[A-Za-z_][A-Za-z0-9_]*", text: { $0 },
        parse: { (text, _) throws(Complaint) in
            guard text.isVariableName else { throw Complaint("is not the name of an environment variable") }
            return text
        })

    /// A secret of SecretsManager. The text is not repeated: it may be the secret, put in the wrong place.
    static let storedSecret = ScalarKind(
        allowed: "the name or ARN of a secret", text: { $0 },
        parse: { (text, _) throws(Complaint) in
            let marks = Array("/_+=.@-:".utf8)
            guard (1...512).contains(text.utf8.count), text.utf8.allSatisfy({ $0.isWord || marks.contains($0) }) else {
                throw Complaint("is not the name or ARN of a secret")
            }
            return text
        })

    /// The key of `report.better`.
    static let metric = ScalarKind(
        "a metric's name", allowed: "FILE:METRIC, such as metrics.json:accuracy",
        accepts: { text in
            guard let colon = text.firstIndex(of: ":"), text.isPrintable, text.utf8.count <= 512 else { return false }
            return colon != text.startIndex && text.index(after: colon) != text.endIndex
        })

    /// A Python to be looked up in PATH: no other program, as whoever may push may name it.
    static let interpreter = ScalarKind(
        "the name of a Python", allowed: "python or pypy with a version, such as python3.11",
        accepts: { text in
            guard let name = ["python", "pypy"].first(where: text.begins), text.utf8.count <= 20 else { return false }
            return text.utf8.dropFirst(name.utf8.count).allSatisfy { $0.isASCIIDigit || $0 == UInt8(ascii: ".") }
        })

    /// A container image, which whoever may push may name: never anything that an engine takes for an option or a file.
    static let image = ScalarKind(
        "the name of a container image", allowed: "NAME, NAME:TAG or NAME@sha256:DIGEST, such as docker.io/library/python:3.12",
        accepts: { text in
            guard let first = text.utf8.first, text.utf8.count <= 512, first.isASCIILetter || first.isASCIIDigit else { return false }
            return !text.contains("//") && !text.utf8.contains(UInt8(ascii: ","))
                && text.utf8.allSatisfy {
                    $0.isWord || "./:@-".utf8.contains($0)
                }
        })

    /// One piece of an argv.
    static let argument = ScalarKind("an argument", allowed: "text", accepts: { !$0.utf8.contains(0) })
}

extension String {
    var isVariableName: Bool {
        utf8.count <= 256 && utf8.first.map { $0.isWord && !$0.isASCIIDigit } == true && utf8.allSatisfy(\.isWord)
    }
}

extension UInt8 {
    /// Letter, digit or `_`.
    var isWord: Bool { isASCIILetter || isASCIIDigit || self == UInt8(ascii: "_") }
}
