import RunModel
import TestKit

extension SeededRandom {
    /// Any bytes, decoded.
    mutating func noise() -> String {
        String(decoding: (0..<(next() % 200)).map { _ in UInt8(truncatingIfNeeded: next()) }, as: UTF8.self)
    }

    /// Pieces of directives in any order.
    mutating func fragments() -> String {
        (0..<(next() % 24)).map { _ in pick(Self.pieces) }.joined()
    }

    /// A message without any mistake.
    mutating func validMessage() -> String {
        let experiment = next() % 2 == 0
        var lines = [":ACME_RUN: " + ArgumentText.joined(arguments(experiment: experiment))]
        if experiment { lines.append(":ACME_RUN_EXP:") }
        if next() % 2 == 0 { lines.append(pick([":ACME_GPUS:", ":ACME_GPUS: 0", ":ACME_GPUS:8 "])) }
        if next() % 2 == 0 { lines.append(":ACME_MEMORY: \(next() % 1_000_000 + 1)") }
        if next() % 2 == 0 { lines.append(":ACME_VCPUS:\t\(next() % 128 + 1)") }
        if next() % 2 == 0 { lines.append(":ACME_TIMEOUT: " + pick(["90m", "6h", "60s", "3600s", "1d2h3m4s", "30d", "100m"])) }
        if next() % 2 == 0 { lines.append(":ACME_ON: " + pick(["gpu", "a.b-c_d", "0"])) }
        return "Subject\n\n" + lines.shuffled(using: &self).joined(separator: pick(["\n", "\r\n", "\n\n- note\n"]))
            + pick(["", "\n", "\r\n"])
    }

    private mutating func arguments(experiment: Bool) -> [String] {
        var result: [String] = []
        for _ in 0..<(next() % 6) {
            switch next() % 4 {
            case 0: result.append(pick(["-f", "--single-item", "-sk", "--pull", "--force-d", "-vv"]))
            case 1 where experiment: result += [pick(["-S", "--set-param", "--params"]), pick(Self.params)]
            case 2 where experiment: result += pick([["-n", "e-1"], ["-mwhy \"it's\" \\"], ["--no-hydra"], ["-nx"]])
            default: result.append(pick(["train", "a b", "sub/dvc.yaml:x", "each@it's \"so\"", "each@\\", "it's", "模型", "d.dvc"]))
            }
        }
        return result
    }

    private static let params = ["a=1", "a.b='x y'", "f.yaml:c=[1, 2]", "d={\"e\":\"f g\"}", "+n=\"it's\"", "x=a\\,b", "~old", "q=\"a\""]

    private static let pieces = [
        ":ACME_RUN:", ":ACME_RUN_EXP:", ":ACME_GPUS:", ":ACME_MEMORY:", ":ACME_VCPUS:", ":ACME_TIMEOUT:", ":ACME_ON:", ":ACME_SWEEP:",
        ":ACME_", ":", "ACME", "\n", "\n", "\n", "\r\n", "\r", " ", " ", "\t", "-S", "--params", "--", "-", "=", ",", "'", "\"", "\\", "[",
        "]",
        "{", "}", "(", ")", "${", "$", "a", "1", "-1", "90m", "99999999999999999999", "choice(", "@", "/", "..", "~", "+", "é", "\u{301}",
        "🚀",
        "\0", "\u{2028}", "--name", "-n", "x=", ".lock", "--force", "%", "*",
    ]
}
