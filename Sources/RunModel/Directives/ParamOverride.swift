/// One value of `-S`: `[FILE:]NAME=VALUE`, where `+` before the name adds, `++` adds or changes, and `~NAME` removes.
/// Source: `to_path_overrides` in dvc/utils/cli_parse.py, and Hydra 1.3's grammar (OverrideParser.g4), which DVC uses.
struct ParamOverride: Equatable {
    /// As DVC takes it: the text that was given, or one that means the same and is in Hydra's grammar.
    private(set) var text: String
    /// Several values are given, so this asks for a sweep.
    private(set) var isSweep = false
    private(set) var problem: ArgumentProblem?

    init(_ text: String) {
        self.text = text
        let bytes = Array(text.utf8)
        let equals = bytes.firstIndex(of: UInt8(ascii: "="))
        let left = bytes[..<(equals ?? bytes.endIndex)]
        let colon = left.firstIndex(of: UInt8(ascii: ":"))
        if let colon { problem = ParamOverride.problem(withFile: String(decoding: left[..<colon], as: UTF8.self), in: text) }
        let key = HydraKey(colon.map { left[($0 + 1)...] } ?? left)
        if problem == nil { problem = key.problem(in: text, hasValue: equals != nil) }
        guard let equals else { return }
        readValue(bytes[(equals + 1)...], after: String(decoding: bytes[...equals], as: UTF8.self))
    }

    private mutating func readValue(_ value: ArraySlice<UInt8>, after start: String) {
        var scanner = HydraValue(value)
        scanner.scan()
        isSweep = scanner.isSweep
        if isSweep { return }
        if let why = scanner.problem {
            // A text with such characters has to be quoted twice: for Hydra and for us.
            let asText = ArgumentText.quoted("\(start)\"\(String(decoding: value, as: UTF8.self))\"")
            let suggestion = scanner.mayBeOneText ? "-S \(asText)" : nil
            problem = problem ?? ArgumentProblem(.badParam, "DVC cannot read the value in \(Diagnostic.quote(text)): \(why).", suggestion)
        } else {
            text = start + String(decoding: scanner.text, as: UTF8.self)
        }
    }

    private static func problem(withFile file: String, in text: String) -> ArgumentProblem? {
        if file.isEmpty {
            return ArgumentProblem(.badParam, "\(Diagnostic.quote(text)) has nothing before the colon, where a file belongs.")
        }
        if let why = RepositoryPath.problem(with: file) {
            return ArgumentProblem(
                .outsideRepository, "The parameter file of \(Diagnostic.quote(text)) lies outside the repository: \(why).")
        }
        let sign = file.prefix { $0 == "+" || $0 == "~" }
        guard !sign.isEmpty else { return nil }
        let rest = String(decoding: text.utf8.dropFirst(file.utf8.count + 1), as: UTF8.self)
        return ArgumentProblem(
            .badParam, "In \(Diagnostic.quote(text)) the sign belongs to the parameter, after the file.",
            "-S \(ArgumentText.quoted("\(file.dropFirst(sign.count)):\(sign)\(rest)"))")
    }
}
