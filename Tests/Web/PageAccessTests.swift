import HTTPTypes
import RunModel
import Testing
import Web

@Suite("Who may see a page")
struct PageAccessTests {
    private static let id = "r-20231114T221320-aaaaaaaa"

    private func links(_ key: String = "a key of more than sixteen bytes", publicURL: String? = "https://b.example") throws -> RunLinks {
        try #require(RunLinks(key: Secret(key), publicURL: publicURL))
    }

    private func signature(_ links: RunLinks, _ run: RunID) throws -> String {
        String(try #require(links.path(of: run).split(separator: "=").last))
    }

    @Test("a link has the run's whole id and 128 bits that a URL may hold as they are")
    func link() throws {
        let run = try #require(RunID(Self.id))
        let url = try #require(try links().url(of: run))
        let match = try #require(try #/https://b\.example/runs/(r-[0-9T]+-[a-z2-7]{8})\?sig=([A-Za-z0-9_-]{22})/#.wholeMatch(in: url))
        #expect(match.1 == Self.id)
        #expect(try links(publicURL: nil).url(of: run) == nil)
        #expect(try "https://b.example" + links(publicURL: nil).path(of: run) == url)
    }

    @Test("a signature is good for its run under its key, and for nothing else")
    func signatures() throws {
        let (run, other) = (try #require(RunID(Self.id)), try #require(RunID("r-20231114T221320-aaaaaaab")))
        let links = try links()
        let good = try signature(links, run)
        #expect(links.isValid(signature: good, for: run))
        #expect(!links.isValid(signature: good, for: other))
        #expect(try !self.links("another key of sixteen bytes").isValid(signature: good, for: run))
        let tail = good.last == "A" ? "B" : "A"
        for bad in ["", "x", String(good.dropLast()), good + "A", good + "==", good.dropLast() + tail, good.uppercased(), "\u{0}" + good] {
            #expect(!links.isValid(signature: String(bad), for: run), "\(bad)")
        }
    }

    @Test("the signature is HMAC-SHA256 as everybody computes it, so that links outlive a new version")
    func vector() throws {
        let run = try #require(RunID(Self.id))
        #expect(try signature(links("0123456789abcdef"), run) == "ZaJ7SpMmVV5plnLrSHJF2w")
    }

    @Test("a key that is too short to keep anybody out makes no links", arguments: ["", "x", "0123456789abcde"])
    func shortKey(key: String) {
        #expect(RunLinks(key: Secret(key), publicURL: nil) == nil)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var peer: String
        var host: String? = "localhost:8080"
        var headers: [String: String] = [:]
        var trusted: [String] = []
        var isLocal = false
        var client: String?
        var testDescription: String { "\(peer) \(host ?? "-") \(headers) \(trusted)" }
    }

    private static let cases: [Case] = [
        // Somebody at this machine.
        Case(peer: "127.0.0.1", isLocal: true, client: "127.0.0.1"), Case(peer: "127.8.9.1", isLocal: true, client: "127.8.9.1"),
        Case(peer: "::1", host: "[::1]:8080", isLocal: true, client: "::1"),
        Case(peer: "::ffff:127.0.0.1", host: "127.0.0.1", isLocal: true, client: "127.0.0.1"),
        Case(peer: "127.0.0.1", host: "LocalHost", isLocal: true, client: "127.0.0.1"), Case(peer: "socket", isLocal: true),
        // Somebody elsewhere, or who knows where.
        Case(peer: "203.0.113.9", client: "203.0.113.9"), Case(peer: "10.0.0.1", client: "10.0.0.1"), Case(peer: "unknown"),
        Case(peer: "::ffff:203.0.113.9", client: "203.0.113.9"),
        // A page that has had its own name changed to 127.0.0.1.
        Case(peer: "127.0.0.1", host: "evil.example", client: "127.0.0.1"), Case(peer: "127.0.0.1", host: nil, client: "127.0.0.1"),
        Case(peer: "127.0.0.1", host: "127.0.0.1.evil.example", client: "127.0.0.1"),
        Case(peer: "127.0.0.1", host: "localhost.evil.example:80", client: "127.0.0.1"),
        Case(peer: "127.0.0.1", host: "", client: "127.0.0.1"), Case(peer: "127.0.0.1", host: "evil@localhost", client: "127.0.0.1"),
        Case(peer: "127.0.0.1", host: "10.0.0.1:8080", client: "127.0.0.1"), Case(peer: "socket", host: "bunsen.example"),
        // A proxy that nobody has named.
        Case(peer: "127.0.0.1", headers: ["X-Forwarded-For": "127.0.0.1"]),
        Case(peer: "127.0.0.1", headers: ["Forwarded": "for=127.0.0.1"]),
        Case(peer: "127.0.0.1", headers: ["X-Real-IP": "127.0.0.1"]), Case(peer: "127.0.0.1", headers: ["Via": "1.1 proxy"]),
        Case(peer: "127.0.0.1", headers: ["X-Forwarded-Host": "localhost"]),
        Case(peer: "socket", headers: ["x-forwarded-for": "127.0.0.1"]),
        Case(peer: "10.0.0.1", headers: ["X-Forwarded-For": "127.0.0.1"]),
        // One that is named says who calls: the right-most address that is no such proxy. Nobody behind it is at this machine.
        Case(peer: "127.0.0.1", headers: ["X-Forwarded-For": "203.0.113.9"], trusted: ["127.0.0.1"], client: "203.0.113.9"),
        Case(peer: "127.0.0.1", headers: ["X-Forwarded-For": "127.0.0.1, 203.0.113.9"], trusted: ["127.0.0.0/8"], client: "203.0.113.9"),
        Case(
            peer: "10.1.2.3", headers: ["X-Forwarded-For": "1.1.1.1,203.0.113.9 , 10.9.9.9"], trusted: ["10.0.0.0/8"], client: "203.0.113.9"
        ),
        Case(peer: "10.1.2.3", headers: ["X-Forwarded-For": "203.0.113.9:4711"], trusted: ["10.1.2.3"], client: "203.0.113.9"),
        Case(peer: "fd00::1", headers: ["X-Forwarded-For": "[2001:db8::7]:443"], trusted: ["fd00::/8"], client: "2001:db8::7"),
        Case(peer: "10.1.2.3", headers: ["X-Forwarded-For": "203.0.113.9, nonsense"], trusted: ["10.1.2.3"]),
        Case(peer: "127.0.0.1", headers: ["X-Forwarded-For": "::1"], trusted: ["127.0.0.1"], client: "::1"),
        Case(peer: "127.0.0.1", headers: ["X-Forwarded-For": "127.0.0.1"], trusted: ["127.0.0.1"]),
        Case(peer: "127.0.0.1", trusted: ["127.0.0.1"]), Case(peer: "10.1.2.3", trusted: ["10.1.2.3"]),
        // A proxy's word about others than itself counts for nothing.
        Case(peer: "127.0.0.1", trusted: ["10.0.0.0/8"], isLocal: true, client: "127.0.0.1"),
        Case(peer: "203.0.113.9", headers: ["X-Forwarded-For": "127.0.0.1"], trusted: ["10.0.0.0/8"]),
    ]

    @Test("who calls, and whether from this machine", arguments: cases)
    func callers(example: Case) throws {
        let peer: WebPeer =
            switch example.peer {
            case "socket": .socket
            case "unknown": .unknown
            default: .address(try #require(IPAddress(example.peer)))
            }
        var headers = HTTPFields()
        for (name, value) in example.headers { headers[try #require(HTTPField.Name(name))] = value }
        let trusted = try example.trusted.map { try #require(IPRange($0)) }
        let caller = WebCaller(peer: peer, authority: example.host, headers: headers, trusted: trusted)
        #expect(caller.isLocal == example.isLocal)
        #expect(caller.client == example.client.flatMap { IPAddress($0) })
        // The page's rule says the same, and a signature opens it from anywhere.
        let (links, run) = (try links(), try #require(RunID(Self.id)))
        let access = PageAccess(links: links)
        #expect(access.verdict(name: "r-2023", signature: nil, caller: caller) == (example.isLocal ? .any : .refused))
        #expect(access.verdict(name: Self.id, signature: try signature(links, run), caller: caller) == .run(run))
        #expect(access.verdict(name: Self.id, signature: "", caller: caller) == .refused)
        #expect(access.verdict(name: "r-20231114T221320", signature: try signature(links, run), caller: caller) == .refused)
    }

    @Test("a header that comes twice is read as one")
    func twice() throws {
        let name = try #require(HTTPField.Name("X-Forwarded-For"))
        let headers = HTTPFields([HTTPField(name: name, value: "127.0.0.1"), HTTPField(name: name, value: "203.0.113.9")])
        let proxy = try #require(IPAddress("10.0.0.1"))
        let caller = WebCaller(
            peer: .address(proxy), authority: "localhost", headers: headers, trusted: [try #require(IPRange("10.0.0.1"))])
        #expect(caller.client == IPAddress("203.0.113.9"))
    }

    @Test(
        "a network holds its addresses and no others",
        arguments: [
            ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("10.0.0.0/9", "10.128.0.0", false),
            ("10.128.0.0/9", "10.129.0.0", true), ("192.168.4.0/22", "192.168.7.255", true), ("192.168.4.0/22", "192.168.8.0", false),
            ("0.0.0.0/0", "203.0.113.9", true), ("0.0.0.0/0", "::1", false), ("::/0", "203.0.113.9", true), ("::1", "::1", true),
            ("fd00::/8", "fdff::1", true), ("fd00::/8", "fe80::1", false), ("10.1.2.3/32", "10.1.2.4", false),
            ("10.1.2.3", "::ffff:10.1.2.3", true), ("10.1.2.3", "::10.1.2.3", false),
        ])
    func networks(range: String, address: String, isIn: Bool) throws {
        #expect(try #require(IPRange(range)).contains(try #require(IPAddress(address))) == isIn)
    }

    @Test(
        "what is no network is none",
        arguments: [
            "", "/", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "::/129", "10.0.0", "localhost", "10.0.0.0/8/8",
            "10.0.0.0/٨",
        ])
    func noNetworks(text: String) {
        #expect(IPRange(text) == nil)
    }
}
