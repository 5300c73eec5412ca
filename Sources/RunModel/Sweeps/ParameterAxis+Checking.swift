/// Axes from elsewhere than an argument: a sweep's file.
extension ParameterAxis {
    /// - Parameters:
    ///   - name: `[FILE:]NAME`.
    ///   - expression: one value, a list, `choice(…)` or `range(…)`, in Hydra's grammar.
    package init(_ name: String, expression: String) throws(SweepProblem) {
        let override = ParamOverride("\(name)=\(expression)")
        if let problem = override.problem { throw SweepProblem(problem) }
        do {
            self = try ParameterAxis(override.text)
        } catch {
            throw SweepProblem(error)
        }
    }

    /// - Parameter values: each one value in Hydra's grammar.
    package init(_ name: String, values: [String]) throws(SweepProblem) {
        var texts: [String] = []
        var first: ParameterAxis?
        for value in values {
            let axis = try ParameterAxis(name, expression: value)
            guard axis.values.count == 1 else {
                throw SweepProblem(
                    "\(Diagnostic.quote(value)) in the list of `\(name)` is several values.", "Put it in quotes if it is one.")
            }
            first = first ?? axis
            texts += axis.values
        }
        guard let first else { throw SweepProblem("The list of `\(name)` is empty.") }
        if let twice = texts.first(where: { text in texts.count { $0 == text } > 1 }) {
            throw SweepProblem("The list of `\(name)` has \(Diagnostic.quote(twice)) twice; two runs would be the same.")
        }
        self.init(file: first.file, key: first.key, values: texts)
    }

    /// A text as one value in Hydra's grammar: as it is where that says the same, else in quotes.
    package static func quoted(_ text: String) -> String {
        let override = ParamOverride("x=\(text)")
        if override.problem == nil, !override.isSweep, !text.isEmpty { return text }
        let escaped = text.utf8.flatMap { byte -> [UInt8] in
            byte == UInt8(ascii: "\"") ? [UInt8(ascii: "\\"), byte] : [byte]
        }
        return "\"\(String(decoding: escaped, as: UTF8.self))\""
    }
}
