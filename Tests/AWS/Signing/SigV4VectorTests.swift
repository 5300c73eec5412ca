import AWS
import Foundation
import TestKit
import Testing

/// Requests whose every step botocore has computed, where the checkout has them beside it.
@Suite struct SigV4VectorTests {
    @Test(.enabled(if: SigningVector.areThere, "the shared vectors are not beside the checkout"), arguments: SigningVector.all)
    func `each step of a signature is botocore's`(_ vector: SigningVector) throws {
        let signature = try vector.signature()
        #expect(signature.canonicalRequest == vector.expect.canonical_request)
        #expect(signature.stringToSign == vector.expect.string_to_sign)
        #expect(signature.signature == vector.expect.signature)
        let headers = Dictionary(signature.headers.map { ($0.name, $0.value) }) { $1 }
        #expect(headers["Authorization"] == vector.expect.authorization)
        for (name, value) in vector.expect.added_headers { #expect(headers[name] == value) }
    }

    @Test(.enabled(if: SigningVector.areThere, "the shared vectors are not beside the checkout"))
    func `all fourteen are read`() {
        #expect(SigningVector.all.count == 14)
    }
}

struct SigningVector: Decodable, Sendable, CustomTestStringConvertible {
    struct Request: Decodable, Sendable {
        let method: String
        let url: String
        let headers: [String: String]
        let body: String
    }

    struct Expectation: Decodable, Sendable {
        let added_headers: [String: String]
        let canonical_request: String
        let string_to_sign: String
        let signature: String
        let authorization: String
    }

    let name: String
    let access_key_id: String
    let secret_access_key: String
    let session_token: String?
    let service: String
    let region: String
    let timestamp: String
    let request: Request
    let expect: Expectation
    var testDescription: String { name }

    func signature() throws -> SigV4.Signature {
        let parts = SignedURL(request.url)
        let signable = SignableRequest(
            method: request.method, host: parts.host, path: parts.path, query: parts.query,
            headers: request.headers.map { (name: $0.key, value: $0.value) }, payloadHash: Hex.sha256(Array(request.body.utf8)))
        let credentials = AWSCredentials(
            accessKeyID: access_key_id, secretAccessKey: secret_access_key, sessionToken: session_token, source: "a vector")
        return SigV4(service: service, region: region).sign(signable, with: credentials, at: try #require(compactDate(timestamp)))
    }

    private static let file = SharedFiles.vectors.appending(path: "aws-sigv4/cases.json")
    static var areThere: Bool { FileManager.default.fileExists(atPath: file.path) }
    /// Empty where the vectors are not there.
    static let all: [SigningVector] = {
        struct File: Decodable { let cases: [SigningVector] }
        guard let data = try? Data(contentsOf: file) else { return [] }
        return (try? JSONDecoder().decode(File.self, from: data))?.cases ?? []
    }()
}

/// What lies beside the checkout.
enum SharedFiles {
    static let vectors = URL(filePath: Program.checkout).deletingLastPathComponent().appending(path: "shared/vectors")
}

/// An address, cut as bytes, so that nothing is normalised.
struct SignedURL {
    let host: String
    let path: String
    let query: String

    init(_ url: String) {
        let rest = url.replacing("https://", with: "")
        let slash = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        host = String(rest[..<slash])
        let halves = rest[slash...].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = halves.first.map(String.init) ?? ""
        query = halves.count > 1 ? String(halves[1]) : ""
    }
}

/// `20150830T123600Z`
func compactDate(_ text: String) -> Date? {
    let c = Array(text)
    guard c.count == 16 else { return nil }
    return AWSDate.iso8601("\(String(c[0..<4]))-\(String(c[4..<6]))-\(String(c[6..<11])):\(String(c[11..<13])):\(String(c[13...]))")
}
