import RunModel
import Settings
import Testing

struct HostileTextTests {
    static func parse(_ bytes: [UInt8]) -> [SettingsIssue] {
        issues { try SettingsLoader.parseRepositoryFile(yaml: bytes) }
    }

    static let texts: [(String, SettingsIssue.Code, Int?, String)] = [
        ("report:\n\tbase: x", .notYAML, 2, "a tab in the indentation: YAML is indented with blanks"),
        ("- a\n- b", .notAMapping, 1, "is not a mapping of keys to values"),
        ("just words", .notAMapping, 1, "is not a mapping of keys to values"),
        ("a: [", .notYAML, nil, "not valid YAML"),
        ("a: \"open", .notYAML, nil, "not valid YAML"),
        ("a: 1\n---\nb: 2", .notYAML, 2, "several YAML documents in one file: keep one"),
        ("report: {exclude: [*.png]}", .notYAML, 1, "a value that begins with * must be in quotes"),
        ("report: {exclude: [*png]}", .notYAML, 1, "a value that begins with * must be in quotes"),
        ("report: {base: @x}", .notYAML, 1, "a value that begins with @, `, % or a tab must be in quotes"),
        ("report:\ndvc_root: a\ndvc_root: b", .duplicateKey, 2, "stands more than once in the same mapping"),
        ("report: {base: a, base: b}", .duplicateKey, 1, "stands more than once in the same mapping"),
        ("a: b\u{1}c", .notYAML, 1, "not valid YAML: control characters are not allowed"),
        ("dvc_root: &a x", .aliasesRefused, 1, "YAML anchors and aliases are not read here"),
        ("report: &r {base: x}\nresources: *r", .aliasesRefused, 1, "YAML anchors and aliases are not read here"),
        ("report:\n  <<: {base: x}", .unknownKey, 2, "YAML merge keys are not read here"),
        ("dvc_root: !env HOME", .tagRefused, 1, "the YAML tag “!env” has no meaning here"),
    ]

    @Test(arguments: texts)
    func `what is not plain YAML is said plainly`(text: String, code: SettingsIssue.Code, line: Int?, message: String) {
        let found = Self.parse(Array(text.utf8))
        #expect(found.map(\.code) == [code])
        #expect(found.first?.message.hasPrefix(message) == true, "\(found)")
        if let line { #expect(found.first?.line == line) }
    }

    @Test func `a file that is not UTF-8 is refused`() {
        #expect(Self.parse([0x61, 0x3a, 0x20, 0xff]).map(\.code) == [.notUTF8])
        #expect(Self.parse([0xff, 0xfe, 0x61, 0x00]).map(\.code) == [.notUTF8])
    }

    @Test func `a file over the limit is refused, one at the limit is not`() {
        let limit = SettingsLoader.repositoryFileLimit
        #expect(Self.parse(Array(repeating: 0x0a, count: limit)).isEmpty)
        let found = Self.parse(Array(repeating: 0x0a, count: limit + 1))
        #expect(found.map(\.description) == [".bunsen.yaml: the file has 65537 bytes; more than 65536 are not read"])
    }

    /// Each would take hours and all memory if it were walked as a tree.
    static let bombs: [String] = {
        var values = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n"
        var keys = "? &a0 [x,x,x]\n: 1\n"
        var inFlow = "k: [&a0 [x,x]"
        for i in 1...40 {
            let alias = "*a\(i - 1)"
            values += "a\(i): &a\(i) [\(Array(repeating: alias, count: 9).joined(separator: ","))]\n"
            keys += "? &a\(i) [\(alias) , \(alias) , \(alias) ]\n: 1\n"
            inFlow += ",&a\(i) {\(alias) : \(alias), z: \(alias)}"
        }
        return [values, keys, inFlow + "]", values.replacing("\n", with: "\r\n"), "\u{FEFF}" + values]
    }()

    @Test(.timeLimit(.minutes(20)), arguments: bombs.indices)
    func `an alias bomb is refused at once`(index: Int) {
        #expect(Self.parse(Array(Self.bombs[index].utf8)).map(\.code).contains(.aliasesRefused))
    }

    @Test func `many quoted stars and ampersands are no bomb`() throws {
        let globs = (0..<40).map { "\"*a\($0)\"" }.joined(separator: ", ")
        let settings = try SettingsLoader.parseRepositoryFile(yaml: "report: {exclude: [\(globs)]} # this&that\n")
        #expect(settings.report.exclude.count == 40)
    }

    static let deep = [
        // As much as the guard lets through.
        String(repeating: "? ", count: 16) + "[" + String(repeating: "a,", count: 30_000) + "]",
        "? &a [" + String(repeating: "a,", count: 30_000) + "]\n" + (1...8).map { "? &b\($0) [*a ]\n" }.joined(),
        "? &a [" + String(repeating: "a,", count: 30_000)
            + "]\n? &b [*a , *a , *a ]\n? &c [*b , *b , *b ]\n? [*c , *c ]",
        String(repeating: "[", count: 60_000), String(repeating: "{", count: 60_000),
        String(repeating: "- ", count: 30_000),
        String(repeating: "? ", count: 30_000), String(repeating: "{a: ", count: 15_000),
        String(repeating: "[{", count: 30_000),
        (0..<350).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
        "[" + String(repeating: "[", count: 900) + String(repeating: "]", count: 901),
        String(repeating: "[", count: 400) + String(repeating: "a,", count: 30_000)
            + String(repeating: "]: b", count: 400),
        String(repeating: "? ", count: 900) + "[" + String(repeating: "a,", count: 30_000) + "]",
        String(repeating: "a: b\n", count: 12_000), String(repeating: "x", count: 65_000) + ": 1",
        (0..<8000).map { "k\($0): \n" }.joined(), String(repeating: "\"", count: 65_000),
        String(repeating: "|\n", count: 30_000),
        String(repeating: "!", count: 65_000), String(repeating: "&a ", count: 20_000),
        "%" + String(repeating: "A", count: 60_000),
    ]

    @Test(.timeLimit(.minutes(20)), arguments: deep.indices)
    func `deep and wide text is refused in no time`(index: Int) {
        let clock = ContinuousClock()
        let time = clock.measure { #expect(!Self.parse(Array(Self.deep[index].utf8)).isEmpty) }
        #expect(time < .seconds(10), "text \(index)")
        if time > .milliseconds(500) { print("slow text \(index): \(time)") }
    }

    @Test func `no bytes crash the parser, and every answer names the file`() {
        var random = SplitMix(state: 42)
        let words = [
            "report", "resources", "dvc_root", "better", "exclude", ": ", ":", "\n", "\n  ", "- ", "[", "]", "{", "}",
            ", ", "&a ", "*a ", "? ", "\"", "'",
            "|", ">", "#", "!x ", "!!str ", "---\n", "...\n", "%YAML 1.1\n", "<<", "~", "\t", "\r\n", "\u{85}",
            "\u{2028}", "é", "\u{0}", "5m", "true", "1", "\\",
        ].map { Array($0.utf8) }
        for _ in 0..<4000 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 0...30, using: &random) {
                if Int.random(in: 0..<12, using: &random) == 0 {
                    bytes.append(UInt8.random(in: 0...255, using: &random))
                } else {
                    bytes += words.randomElement(using: &random) ?? []
                }
            }
            for issue in Self.parse(bytes) {
                #expect(issue.file == ".bunsen.yaml" && !issue.description.contains("\n"))
            }
            _ = issues { try SettingsLoader.parseProject(name: "p", yaml: bytes, file: "p.yaml") }
        }
    }
}

/// Repeatable randomness (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
