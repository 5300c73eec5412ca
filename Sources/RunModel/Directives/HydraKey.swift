/// The part of an override before the equals sign: a sign, then `a.b.c`, `group/option` or either with `@package`.
/// Source: rules `key`, `packageOrGroup` and `package` of Hydra 1.3's OverrideParser.g4, tokens of OverrideLexer.g4.
struct HydraKey {
    let removes: Bool
    let name: ArraySlice<UInt8>

    init(_ text: ArraySlice<UInt8>) {
        removes = text.first == UInt8(ascii: "~")
        if removes {
            name = text.dropFirst()
        } else {
            let plus = UInt8(ascii: "+")
            name = text.first == plus ? text.dropFirst(text.dropFirst().first == plus ? 2 : 1) : text
        }
    }

    func problem(in text: String, hasValue: Bool) -> ArgumentProblem? {
        if text.isEmpty { return ArgumentProblem(.badParam, "An empty value of `-S` sets nothing.", "-S NAME=VALUE") }
        if !hasValue, !removes {
            return ArgumentProblem(.badParam, "\(Diagnostic.quote(text)) sets nothing: the form is [FILE:]NAME=VALUE.", "-S NAME=VALUE")
        }
        if name.isEmpty { return ArgumentProblem(.badParam, "\(Diagnostic.quote(text)) names no parameter.", "-S NAME=VALUE") }
        guard !isValid else { return nil }
        return ArgumentProblem(
            .badParam,
            "\(Diagnostic.quote(String(decoding: name, as: UTF8.self))) is no parameter's name for DVC: dots between names of ASCII letters, "
                + "digits, `_` and `-` that begin with a letter (or numbers, for places in a list).")
    }

    private var isValid: Bool {
        let sides = name.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        let groups = sides[0].split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard sides.count <= 2, sides.count == 1 || sides[1].isEmpty || isPackage(sides[1]) else { return false }
        return groups.count > 1 ? groups.allSatisfy { isName($0, dollar: false) } : isPackage(sides[0])
    }

    private func isPackage(_ text: ArraySlice<UInt8>) -> Bool {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count > 1 else { return isName(text, dollar: true) }
        return parts.allSatisfy { isName($0, dollar: true) || isIndex($0) }
    }

    private func isName(_ text: ArraySlice<UInt8>, dollar: Bool) -> Bool {
        let isDollar: (UInt8) -> Bool = { dollar && $0 == UInt8(ascii: "$") }
        guard let first = text.first, first.isASCIILetter || first == UInt8(ascii: "_") || isDollar(first) else { return false }
        return text.allSatisfy { $0.isKeywordByte || isDollar($0) }
    }

    private func isIndex(_ text: ArraySlice<UInt8>) -> Bool {
        let isZeroLed = text.first == UInt8(ascii: "0") && text.count > 1
        return !text.isEmpty && !isZeroLed && text.allSatisfy(\.isASCIIDigit)
    }
}
