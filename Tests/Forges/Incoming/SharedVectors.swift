import Forges
import Foundation
import RunModel
import TestKit
import Testing

/// Real deliveries with their expected readings, where the checkout has them beside it.
enum SharedVectors {
    static let root = URL(filePath: Program.checkout).deletingLastPathComponent().appending(path: "shared/vectors")
    static var areThere: Bool { FileManager.default.fileExists(atPath: root.path) }

    /// One payload and what it must give.
    struct Sample: Sendable, CustomTestStringConvertible {
        let name: String
        let body: Data
        let expected: Expected
        var testDescription: String { name }

        struct Expected: Decodable, Sendable, Equatable {
            let forge: ForgeKind
            let headers: [String: String]
            let pushes: [ForgePush]
            let ignored: [String]

            private enum CodingKeys: String, CodingKey {
                case forge, pushes, ignored
                case headers = "event_header"
            }
        }

        var delivery: Delivery { Delivery(headers: expected.headers.map { (name: $0.key, value: $0.value) }, body: body) }
    }

    /// Empty where the vectors are not there.
    static let samples: [Sample] = {
        let folder = root.appending(path: "webhooks")
        let names = (FileManager.default.subpaths(atPath: folder.path) ?? []).filter { $0.hasSuffix(".expect.json") }.sorted()
        return names.compactMap { name in
            let expectation = folder.appending(path: name)
            let payload = folder.appending(path: name.replacing(".expect.json", with: ".json"))
            guard let body = try? Data(contentsOf: payload), let text = try? Data(contentsOf: expectation),
                let expected = try? JSONDecoder().decode(Sample.Expected.self, from: text)
            else { return nil }
            return Sample(name: name.replacing(".expect.json", with: ""), body: body, expected: expected)
        }
    }()

    struct Signature: Decodable, Sendable, CustomTestStringConvertible {
        let name: String
        let scheme: String
        let secret: String
        let body: String?
        let bodyFile: String?
        let headers: [String: String]
        let valid: Bool
        let now: Double?
        var testDescription: String { name }

        private enum CodingKeys: String, CodingKey {
            case name, scheme, secret, headers, valid, now
            case body = "body_base64"
            case bodyFile = "body_file"
        }

        func delivery() throws -> Delivery {
            let bytes = try bodyFile.map { try Data(contentsOf: root.appending(path: $0)) } ?? Data(base64Encoded: body ?? "") ?? Data()
            return Delivery(headers: headers.map { (name: $0.key, value: $0.value) }, body: bytes)
        }
    }

    static let signatures: [Signature] = {
        struct File: Decodable { let cases: [Signature] }
        let data = (try? Data(contentsOf: root.appending(path: "signatures.json"))) ?? Data()
        return (try? JSONDecoder().decode(File.self, from: data))?.cases ?? []
    }()
}
