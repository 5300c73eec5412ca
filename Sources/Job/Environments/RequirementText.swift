import RunModel

/// A file in pip's requirements format, as far as it decides what the name of an environment has to cover.
struct RequirementText {
    /// Repository path, for messages.
    let file: String
    let text: String

    /// The files that it includes by `-r` and `-c`, as written.
    ///
    /// - Throws: `Failure` for what would install something else at another commit although no requirements file differs.
    func includes() throws(Failure) -> [String] {
        var found: [String] = []
        for (number, line) in lines {
            let words = line.split(whereSeparator: \.isWhitespace).map { $0.filter { $0 != "\"" && $0 != "'" } }
            guard let first = words.first else { continue }
            if !first.hasPrefix("-") {
                if Self.isInRepository(Self.target(words)) { throw inRepository(first, number) }
                continue
            }
            for (index, word) in words.enumerated() {
                guard let (option, value) = Self.option(word, next: index + 1 < words.count ? words[index + 1] : nil) else { continue }
                switch option {
                case .include:
                    guard !value.contains("://"), !value.hasPrefix("/"), !value.contains("${") else {
                        throw Failure(
                            .misconfigured, "\(file), line \(number), includes “\(value)”, which is no file of the repository.",
                            remedy: "Commit that file and include it by its path in the repository.")
                    }
                    found.append(value)
                case .editable:
                    if !value.contains("://") { throw inRepository(value, number) }
                }
            }
        }
        return found
    }

    private func inRepository(_ what: String, _ number: Int) -> Failure {
        Failure(
            .misconfigured,
            "\(file), line \(number), installs “\(what)” from the repository itself; environments are shared by its commits.",
            remedy: "Leave the line out: stages can import from the checkout (`PYTHONPATH=src python train.py`).")
    }

    private enum Option { case include, editable }

    /// An option with its value, as optparse reads it: joined or apart, and long ones also cut short.
    private static func option(_ word: String, next: String?) -> (Option, String)? {
        let name = word.prefix { $0 != "=" }
        if word.hasPrefix("--") {
            let value = name.count < word.count ? String(word.dropFirst(name.count + 1)) : next
            guard let value, name.utf8.count > 2 else { return nil }
            if "--editable".hasPrefix(name) { return (.editable, value) }
            let isInclude = "--constraint".hasPrefix(name) || "--requirement".hasPrefix(name) && !"--require-hashes".hasPrefix(name)
            return isInclude ? (.include, value) : nil
        }
        guard let option: Option = ["-r": .include, "-c": .include, "-e": .editable][String(word.prefix(2))] else { return nil }
        return (word.utf8.count > 2 ? String(word.dropFirst(2)) : next).map { (option, $0) }
    }

    /// What a requirement is installed from: the URL after `NAME @`, or what stands there for itself.
    private static func target(_ words: [String]) -> String {
        let parts = words.prefix { $0 != ";" }.joined().split(separator: "@", maxSplits: 1)
        guard parts.count == 2, !parts[0].contains("://") else { return words[0] }
        return String(parts[1])
    }

    /// Whether a requirement is a path that is not absolute.
    private static func isInRepository(_ requirement: String) -> Bool {
        let path = requirement.prefix { $0 != ";" && $0 != "[" }
        if path.hasPrefix("file:") { return !path.hasPrefix("file:///") }
        if path.hasPrefix("/") || path.contains("://") { return false }
        return path.hasPrefix(".") || path.contains("/") || [".whl", ".zip", ".tar.gz"].contains { path.hasSuffix($0) }
    }

    /// Logical lines with the number of their first one: joined where one ends in `\`, without comments.
    private var lines: [(Int, String)] {
        var joined: [(Int, String)] = []
        var open: (Int, String)?
        for (index, raw) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let line = Self.withoutComment(raw)
            let start = open ?? (index + 1, "")
            open = line.hasSuffix("\\") ? (start.0, start.1 + line.dropLast()) : nil
            if open == nil { joined.append((start.0, start.1 + line)) }
        }
        return joined + (open.map { [$0] } ?? [])
    }

    private static func withoutComment(_ line: Substring) -> Substring {
        var before: Character = " "
        for index in line.indices {
            if line[index] == "#", before.isWhitespace { return line[..<index] }
            before = line[index]
        }
        return line
    }
}
