import FoundationEssentials
import RunModel
import TestKit
import Testing

@testable import Forges

@Suite("Errors of outgoing calls")
struct OutgoingErrorTests {
    private static let request = ForgeRequest(.post, ["repos", "a b", "c/d"], to: "add a comment to request 1 of acme/pipeline")

    private static func error(_ status: Int, _ body: String, headers: [String: String] = [:]) -> ForgeError {
        ForgeError(
            ForgeResponse(status: status, headers: headers, body: Data(body.utf8)), to: request, at: "https://forge.example/x",
            now: OutgoingClock.start, redact: ForgeCredential.bearer(Secret("s3cr3t-token")).redacted)
    }

    @Test(
        "each answer has its code",
        arguments: [
            (401, "unauthorized"), (403, "forbidden"), (404, "not_found"), (429, "rate_limited"), (500, "unavailable"),
            (504, "unavailable"),
            (301, "refused"), (400, "refused"), (409, "refused"), (422, "refused"),
        ])
    func codes(_ status: Int, _ code: String) {
        let error = Self.error(status, "no")
        #expect(error.code.text == code)
        #expect(error.message.contains("Tried to add a comment to request 1 of acme/pipeline (POST https://forge.example/x)"))
        #expect(error.message.contains("\(status)"))
        #expect(!error.remedy.isEmpty)
    }

    @Test("the forge's words are cut, cleaned, and without the token")
    func excerpt() {
        let error = Self.error(422, "bad\u{1B}[31m \r\n\t token s3cr3t-token \u{202E}" + String(repeating: "x", count: 5000))
        #expect(error.answer.hasPrefix("bad[31m token ‹redacted› xxx"))
        #expect(error.answer.unicodeScalars.count <= 210)
        #expect(!"\(error)".contains("s3cr3t"))
        #expect("\(error)".unicodeScalars.allSatisfy { !PlainText.isHidden($0) && $0 != "\n" })
    }

    @Test("a token that is echoed at the cut does not show half of itself")
    func halfToken() {
        let error = Self.error(422, String(repeating: "x", count: 195) + "s3cr3t-token")
        #expect(!error.answer.contains("s3c"))
    }

    @Test(
        "a limit is one by its status or its headers",
        arguments: [
            (429, [:], true), (403, ["retry-after": "1"], true), (403, ["x-ratelimit-remaining": "0"], true),
            (403, ["x-ratelimit-remaining": "10"], false), (403, [:], false), (200, ["retry-after": "1"], false),
        ] as [(Int, [String: String], Bool)])
    func limits(_ status: Int, _ headers: [String: String], _ expected: Bool) {
        #expect(ForgeResponse(status: status, headers: headers, body: Data()).isRateLimit == expected)
    }

    @Test(
        "when to come back is read in every form",
        arguments: [
            (["retry-after": "90"], 90), (["retry-after": "Fri, 02 Jan 2026 03:05:05 GMT"], 60),
            (["retry-after": "Fri, 02 Jan 2020 03:05:05 GMT"], 0),
            (["retry-after": "soon"], nil), (["retry-after": "-1"], nil),
            (["x-ratelimit-remaining": "0", "x-ratelimit-reset": "1767323050"], 5),
            (["x-ratelimit-remaining": "1", "x-ratelimit-reset": "1767323050"], nil), ([:], nil),
        ] as [([String: String], Double?)])
    func retryAfter(_ headers: [String: String], _ seconds: Double?) {
        #expect(ForgeResponse(status: 429, headers: headers, body: Data()).retryAfter(now: OutgoingClock.start) == seconds)
    }

    @Test("a redirect is not followed, and the error says where it points")
    func redirect() {
        let error = Self.error(301, "", headers: ["location": "https://forge.example/new"])
        #expect(error.remedy.contains("https://forge.example/new"))
    }

    @Test("nobody there, silence and half an answer are told apart from a refusal")
    func silence() async throws {
        for failure in [ForgeFailure.hang, .stall] {
            try await Outgoing.onGitHub(policy: .once, deadline: 0.3) { fake, forge, _ in
                let sha = try #require(Outgoing.sha)
                fake.fail(failure)
                let error = await #expect(throws: ForgeError.self) {
                    try await forge.show(CommitStatus(state: .success, description: "", link: nil), on: sha, branch: nil)
                }
                #expect(error?.code == .unavailable)
                #expect(error?.mayHaveHappened == true)
                #expect(error?.message.contains("within 0.3 s") == true)
            }
        }
        try await Outgoing.withClient { client in
            let forge = HostedForge(
                kind: .github, api: "http://127.0.0.1:1", host: "github.com", path: "acme/pipeline", credential: .bearer(Secret("t")),
                http: OutgoingClock().http(client, policy: .once))
            let error = await #expect(throws: ForgeError.self) {
                try await forge.show(CommitStatus(state: .success, description: "", link: nil), on: try #require(Outgoing.sha), branch: nil)
            }
            #expect(error?.code == .unavailable)
            #expect(error?.mayHaveHappened == false, "\(error?.message ?? "")")
        }
    }
}
