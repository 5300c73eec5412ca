import FoundationEssentials
import RunModel
import Testing

@testable import Forges

@Suite("The small texts of outgoing calls")
struct OutgoingTextTests {
    @Test(
        "a piece of a path is encoded as a whole",
        arguments: [
            ("acme/pipe line", "acme%2Fpipe%20line"), ("a.b-c_d~e", "a.b-c_d~e"), ("é?#%+&=", "%C3%A9%3F%23%25%2B%26%3D"),
        ])
    func encoded(_ piece: String, _ expected: String) {
        #expect(ForgeRequest(.get, ["p", piece], to: "look").target == "/p/\(expected)")
        #expect(ForgeRequest(.get, ["p"], query: [("q", piece)], to: "look").target == "/p?q=\(expected)")
        #expect(ForgeRequest(.get, ["p"], query: [("q", piece)], page: "page=2", to: "look").target == "/p?page=2")
    }

    @Test(
        "the date of an HTTP header is read, and nothing else is",
        arguments: [
            ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Thu, 29 Feb 2024 00:00:00 GMT", 1_709_164_800),
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Fri, 02 Jan 2026 03:04:05 GMT", 1_767_323_045),
            ("Sunday, 06-Nov-94 08:49:37 GMT", nil), ("Sun, 06 Nov 1994 24:49:37 GMT", nil), ("Sun, 06 Nov 1994 08:49:37 CET", nil),
            ("", nil),
        ] as [(String, Double?)])
    func date(_ text: String, _ seconds: Double?) {
        #expect(HTTPDate.parse(text)?.timeIntervalSince1970 == seconds)
    }

    @Test(
        "the next page is found by its relation, and only its query is taken",
        arguments: [
            ("<https://a/x?page=2&per_page=3>; rel=\"next\", <https://a/x?page=9>; rel=\"last\"", "page=2&per_page=3"),
            ("<https://a/x?page=1>; rel=\"prev\", <http://evil.example/y?page=3#f>; rel=\"next\"", "page=3"),
            ("<https://a/x?page=9>; rel=\"last\"", nil), ("<https://a/x>; rel=\"next\"", nil), ("<https://a", nil), ("", nil),
        ] as [(String, String?)])
    func next(_ header: String, _ query: String?) {
        #expect(LinkHeader.next(header) == query)
    }

    @Test(
        "every forge gets the token in the place where it looks for it",
        arguments: [
            (.github, nil, "authorization", "Bearer t"), (.gitlab, nil, "private-token", "t"), (.gitea, nil, "authorization", "token t"),
            (.forgejo, nil, "authorization", "token t"), (.bitbucket, nil, "authorization", "Bearer t"),
            (.bitbucket, "a@b.example", "authorization", "Basic YUBiLmV4YW1wbGU6dA=="),
        ] as [(ForgeKind, String?, String, String)])
    func credential(_ kind: ForgeKind, _ email: String?, _ name: String, _ value: String) throws {
        let credential = try #require(ForgeCredential(kind: kind, token: Secret("t"), email: email))
        #expect(credential.header.name == name)
        #expect(credential.header.value == value)
        #expect(!"\(credential)".contains("\"\(value)\"") && "\(credential)".contains("‹redacted›"))
        #expect(ForgeCredential(kind: .bitbucketDC, token: Secret("t")) == nil)
    }

    @Test(
        "every forge's API is where its documentation says",
        arguments: [
            (.github, "github.com", "https://api.github.com"), (.github, "git.acme.example", "https://git.acme.example/api/v3"),
            (.gitlab, "gitlab.com", "https://gitlab.com/api/v4"), (.bitbucket, "bitbucket.org", "https://api.bitbucket.org"),
            (.gitea, "gitea.com", "https://gitea.com/api/v1"), (.forgejo, "codeberg.org", "https://codeberg.org/api/v1"),
        ] as [(ForgeKind, String, String)])
    func api(_ kind: ForgeKind, _ host: String, _ base: String) {
        #expect(kind.api(on: host) == base)
    }

    @Test(
        "a marker counts on a line of its own, and not in a quotation",
        arguments: [
            ("text\n\n<!-- bunsen:r -->", true), ("text\r\n\r\n<!-- bunsen:r --> \r\n", true), ("> <!-- bunsen:r -->", false),
            ("text <!-- bunsen:r -->", false), ("<!-- bunsen:r2 -->", false), ("", false),
        ])
    func marker(_ body: String, _ expected: Bool) {
        #expect(HostedForge.holds(body, "<!-- bunsen:r -->") == expected)
    }
}
