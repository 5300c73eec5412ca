/// One parameter and the values that a sweep gives it; one value where it is the same in all its runs.
package struct ParameterAxis: Sendable, Equatable {
    /// The parameters' file, where the argument names one.
    package let file: String?
    /// With its sign, if it has one: `train.lr`, `+model`.
    package let key: String
    /// In Hydra's grammar, as DVC takes them.
    package let values: [String]

    /// The argument of `-S` that gives the value.
    package func assignment(_ value: String) -> String { "\(file.map { "\($0):" } ?? "")\(key)=\(value)" }

    /// As people and leaderboards call it.
    package var name: String { "\(file.map { "\($0):" } ?? "")\(key.drop { $0 == "+" })" }

    package init(file: String?, key: String, values: [String]) {
        self.file = file
        self.key = key
        self.values = values
    }

    /// Reads an argument that Hydra's grammar accepts.
    init(_ text: String) throws(ArgumentProblem) {
        let bytes = Array(text.utf8)
        let equals = bytes.firstIndex(of: UInt8(ascii: "=")) ?? bytes.endIndex
        let left = bytes[..<equals]
        let colon = left.firstIndex(of: UInt8(ascii: ":"))
        file = colon.map { String(decoding: left[..<$0], as: UTF8.self) }
        key = String(decoding: colon.map { left[($0 + 1)...] } ?? left, as: UTF8.self)
        values = try AxisValues(of: bytes[min(equals + 1, bytes.count)...], in: text).texts
    }
}

/// The values that stand behind the equals sign.
private struct AxisValues {
    private(set) var texts: [String] = []

    init(of value: ArraySlice<UInt8>, in whole: String) throws(ArgumentProblem) {
        let parts = HydraText.split(value[...].trimmingBlanks)
        let call = parts.count == 1 ? HydraText.call(parts[0]) : nil
        switch call?.name {
        case nil: texts = try Self.checked(parts, in: whole)
        case "choice"?: texts = try Self.checked(call?.arguments ?? [], in: whole)
        case "range"?: texts = try Self.range(call?.arguments ?? [], in: whole)
        case let other?:
            throw ArgumentProblem(
                .badSweep,
                "In \(Diagnostic.quote(whole)), `\(other)(…)` cannot be used: values are given one by one, or by `choice` or `range`.",
                "-S \(whole.prefix { $0 != "=" })=1,2")
        }
        let known = Set(texts)
        guard known.count < texts.count, let twice = texts.first(where: { value in texts.count { $0 == value } > 1 }) else { return }
        throw ArgumentProblem(.badSweep, "\(Diagnostic.quote(whole)) gives \(Diagnostic.quote(twice)) twice; two runs would be the same.")
    }

    private static func checked(_ parts: [ArraySlice<UInt8>], in whole: String) throws(ArgumentProblem) -> [String] {
        let texts = parts.map { String(decoding: $0.trimmingBlanks, as: UTF8.self) }
        if texts == [""], whole.contains("choice") {
            throw ArgumentProblem(.badSweep, "The choice in \(Diagnostic.quote(whole)) is empty.")
        }
        guard texts.count == 1 || !texts.contains("") else {
            throw ArgumentProblem(.badSweep, "In \(Diagnostic.quote(whole)), a value before or after a comma is missing.")
        }
        return texts
    }

    private static func range(_ arguments: [ArraySlice<UInt8>], in whole: String) throws(ArgumentProblem) -> [String] {
        let range: HydraRange
        do {
            range = try HydraRange(arguments.map { String(decoding: $0.trimmingBlanks, as: UTF8.self) })
        } catch {
            throw ArgumentProblem(
                .badSweep, "DVC cannot read the range in \(Diagnostic.quote(whole)): \(error.why).", "-S NAME=range(1,5)")
        }
        guard range.count > 0 else { throw ArgumentProblem(.badSweep, "The range in \(Diagnostic.quote(whole)) has no value in it.") }
        guard range.count <= SweepOptions.mostRuns else {
            throw ArgumentProblem(
                .badSweep,
                "The range in \(Diagnostic.quote(whole)) has \(range.count) values; a sweep has at most \(SweepOptions.mostRuns) runs.")
        }
        return range.values
    }
}

/// Values in Hydra's grammar, looked at from outside: what they are divided by.
enum HydraText {
    /// Divides at the commas outside of brackets and quotes.
    static func split(_ text: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        var parts: [ArraySlice<UInt8>] = []
        var start = text.startIndex
        var depth = 0
        var quote: UInt8?
        var index = text.startIndex
        while index < text.endIndex {
            let byte = text[index]
            if byte == UInt8(ascii: "\\") {
                index += 1
            } else if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
                quote = byte
            } else if Array("([{".utf8).contains(byte) {
                depth += 1
            } else if Array(")]}".utf8).contains(byte) {
                depth -= 1
            } else if byte == UInt8(ascii: ","), depth == 0 {
                parts.append(text[start..<index])
                start = index + 1
            }
            index += 1
        }
        return parts + [text[start...]]
    }

    /// `name(…)`, where nothing stands behind it.
    static func call(_ text: ArraySlice<UInt8>) -> (name: String, arguments: [ArraySlice<UInt8>])? {
        let name = text.prefix(while: \.isIdentifierByte)
        let rest = text[name.endIndex...].drop(while: \.isBlank)
        guard !name.isEmpty, rest.first == UInt8(ascii: "("), rest.last == UInt8(ascii: ")") else { return nil }
        return (String(decoding: name, as: UTF8.self), split(rest.dropFirst().dropLast()))
    }
}
