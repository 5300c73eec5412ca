/// `--params a=1,b=2`, the flag of DVC's first experiments, which is gone from DVC: it becomes one `--set-param` an item,
/// so that commits written for it keep working.
enum RetiredParamsFlag {
    static func replaced(in arguments: [String]) -> [String] {
        var result: [String] = []
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if argument == "--" {
                return result + [argument] + rest
            } else if argument == "--params" {
                // With no value the flag alone is handed on, and is reported as one that lacks its value.
                guard let list = rest.popFirst() else { return result + ["--set-param"] }
                result += items(of: list).flatMap { ["--set-param", $0] }
            } else if argument.hasPrefix("--params=") {
                result += items(of: String(argument.dropFirst("--params=".count))).map { "--set-param=\($0)" }
            } else {
                result.append(argument)
            }
        }
        return result
    }

    /// A comma outside brackets and braces that is followed by `NAME=` starts a new item; any other belongs to a value.
    static func items(of list: String) -> [String] {
        let bytes = Array(list.utf8)
        var items: [ArraySlice<UInt8>] = []
        var start = 0
        var depth = 0
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "("): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ")"): depth = max(0, depth - 1)
            case UInt8(ascii: ",") where depth == 0 && nameAndEqualSign(open: bytes[(index + 1)...]):
                items.append(bytes[start..<index])
                start = index + 1
            default: break
            }
        }
        items.append(bytes[start...])
        return items.map { String(decoding: $0, as: UTF8.self) }
    }

    private static func nameAndEqualSign(open text: ArraySlice<UInt8>) -> Bool {
        let notInNames = Array("=,[]{}()'\"".utf8)
        // Stops at the next comma, so that a list of nothing but commas is read once.
        let name = text.prefix { !$0.isBlank && !notInNames.contains($0) }
        return !name.isEmpty && name.endIndex < text.endIndex && text[name.endIndex] == UInt8(ascii: "=")
    }
}
