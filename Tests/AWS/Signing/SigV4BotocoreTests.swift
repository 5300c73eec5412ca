import AWS
import Foundation
import TestKit
import Testing

@Suite struct SigV4BotocoreTests {
    @Test(.enabled(if: Requirement.program("moto_server"), "botocore comes with moto, which is not there"))
    func `a thousand random requests are signed as botocore signs them`() async throws {
        var random = SeededRandom(seed: 7)
        let cases = (0..<1000).map { _ in RandomRequest(&random) }
        let input = String(decoding: try JSONEncoder().encode(cases), as: UTF8.self)
        let script = "\(Program.checkout)/Tests/AWS/Signing/botocore_sign.py"
        let theirs = try await Program.result(["python3", script], input: input).json([String].self)
        try #require(theirs.count == cases.count)
        for (one, other) in zip(cases, theirs) {
            let ours = one.authorization()
            #expect(ours == other, "\(one)")
            guard ours == other else { break }
        }
        // What makes the comparison worth something: the odd cases are among them.
        #expect(cases.contains { $0.service == "s3" && $0.url.contains("/../") })
        #expect(cases.contains { $0.session_token != nil } && cases.contains { $0.session_token == nil })
        #expect(Set(theirs).count == cases.count)
    }
}

/// A request with odd paths, queries and headers.
struct RandomRequest: Encodable {
    let access_key_id: String
    let secret_access_key: String
    let session_token: String?
    let service: String
    let region: String
    let timestamp: String
    let method: String
    let url: String
    let headers: [[String]]
    let body: String

    private static let words = [
        "a", "b c", "é", "日本語", "+", "=", "&", "%", "~", "*", "'", "(x)", "!", "@", ",", ";", ":", "$", "\"", "👩‍🔬", "\u{1F468}", "_-.", "Z",
        "0",
        "?", "#", "[1]", "|", "a/b", "\\",
    ]

    init(_ random: inout SeededRandom) {
        access_key_id = "AKIA\(random.next() % 1_000_000)"
        secret_access_key = "s/\(random.next())+\(random.next())"
        session_token = random.next() % 3 == 0 ? "T//\(random.next())==" : nil
        service = random.pick(["batch", "logs", "secretsmanager", "s3", "s3", "dynamodb", "sts", "ssm"])
        region = random.pick(["us-east-1", "eu-central-1", "cn-north-1", "us-gov-west-1"])
        let day = 10 + random.next() % 19
        timestamp =
            "20\(20 + random.next() % 10)0\(1 + random.next() % 9)\(day)T0\(random.next() % 10)\(10 + random.next() % 50)\(10 + random.next() % 50)Z"
        method = random.pick(["GET", "PUT", "POST", "DELETE", "HEAD"])
        let port = random.pick(["", "", ":8443"])
        url =
            "https://\(random.pick(["acme", "a.b"])).\(service).\(region).amazonaws.com\(port)\(Self.path(&random, of: service))\(Self.query(&random))"
        headers = Self.headers(&random)
        body = random.next() % 3 == 0 ? "" : (0..<random.next() % 20).map { _ in random.pick(Self.words) }.joined()
    }

    private static func path(_ random: inout SeededRandom, of service: String) -> String {
        // botocore's signer takes S3's path as it is, also where it is none; what goes over the wire is then `/`.
        guard random.next() % 10 > 0 else { return service == "s3" ? "/" : random.pick(["", "/"]) }
        let parts = (0...random.next() % 5).map { _ -> String in
            switch random.next() % 8 {
            case 0: random.pick(["", ".", "..", "b"])
            default: URIEncoding.encode(random.pick(words) + random.pick(words))
            }
        }
        return "/" + parts.joined(separator: "/") + random.pick(["", "", "/"])
    }

    private static func query(_ random: inout SeededRandom) -> String {
        guard random.next() % 3 > 0 else { return "" }
        // Names repeat, and some are the beginning of others.
        let names = ["a", "a-b", "A", "list-type", "é", "a", "empty", "x y"]
        let pairs = (0...random.next() % 6).map { _ -> String in
            let name = URIEncoding.encode(random.pick(names))
            return random.next() % 7 == 0 ? name : "\(name)=\(random.next() % 5 == 0 ? "" : URIEncoding.encode(random.pick(words)))"
        }
        return "?" + pairs.joined(separator: "&")
    }

    private static func headers(_ random: inout SeededRandom) -> [[String]] {
        var headers = [["Content-Type", random.pick(["application/json", "application/x-amz-json-1.1", "text/plain; charset=utf-8"])]]
        for _ in 0..<random.next() % 4 {
            let blank = random.pick([" ", "  ", "\t", "   "])
            headers.append([
                "X-Amz-Meta-\(random.pick(["Note", "b", "A-c", "Note"]))",
                "\(blank)one\(blank)two, \(random.next() % 9)\(random.pick(["", " "]))",
            ])
        }
        if random.next() % 5 == 0 { headers.append(["User-Agent", "not signed"]) }
        return headers
    }

    func authorization() -> String? {
        let parts = SignedURL(url)
        // HTTP leaves the scheme's own port out; these have another or none.
        let signable = SignableRequest(
            method: method, host: parts.host, path: parts.path, query: parts.query,
            headers: headers.map { (name: $0[0], value: $0[1]) }, payloadHash: Hex.sha256(Array(body.utf8)))
        let credentials = AWSCredentials(
            accessKeyID: access_key_id, secretAccessKey: secret_access_key, sessionToken: session_token, source: "a test")
        guard let date = compactDate(timestamp) else { return nil }
        return SigV4(service: service, region: region).sign(signable, with: credentials, at: date).headers
            .first { $0.name == "Authorization" }?.value
    }
}
