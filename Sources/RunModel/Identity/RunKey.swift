package import Crypto
import FoundationEssentials

/// What makes two requests the same run: the SHA-256 of a JSON object with sorted keys
/// (`dvc_args`, `experiment`, `purpose`, `repository`, `sha`, `v`). Resources, deadline, executor and branch are not in it.
package struct RunKey: Sendable, Hashable, Codable, CustomStringConvertible {
    package let hex: String

    package init(_ request: RunRequest) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let identity = Identity(
            v: 1, repository: request.repository.text, sha: request.sha.text, purpose: request.purpose.description,
            experiment: request.experiment, dvcArgs: request.dvcArgs)
        // Strings, a flag and a number always encode.
        let json = (try? encoder.encode(identity)) ?? Data()
        hex = SHA256.hash(data: json).hexadecimal
    }

    package init?(hex: String) {
        guard hex.utf8.count == 64, hex.utf8.allSatisfy(\.isLowercaseHex) else { return nil }
        self.hex = hex
    }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let key = RunKey(hex: text) else { throw Malformed(what: "run key", text: text) }
        self = key
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hex)
    }

    package var description: String { hex }

    /// The first 16 digits, as the claim and result refs carry it.
    package var short: String { String(hex.prefix(16)) }

    private struct Identity: Encodable {
        let v: Int
        let repository: String
        let sha: String
        let purpose: String
        let experiment: Bool
        let dvcArgs: [String]

        enum CodingKeys: String, CodingKey {
            case v, repository, sha, purpose, experiment
            case dvcArgs = "dvc_args"
        }
    }
}

extension Digest {
    /// Lower-case hex digits.
    package var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(2 * Self.byteCount)
        for byte in self { text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
        return String(decoding: text, as: UTF8.self)
    }
}
