import Foundation
import HTTPTypes
import Hummingbird
import Logging
import RunModel
import SQLiteStore
import TestKit
import Testing
import Web

@Suite("Asking for a page", .timeLimit(.minutes(20)))
struct PageRouteTests {
    private static let stranger = IPAddress("203.0.113.9").map { WebPeer.address($0) } ?? .unknown

    @Test("a signed link opens its page from anywhere")
    func signed() async throws {
        let pages = try PageFixture()
        let run = try await pages.house.taken("a")
        let answer = try await pages.ask(pages.links.path(of: run.id), from: Self.stranger)
        #expect(answer.status == 200 && answer.text.contains(run.id.text) && answer.text.contains("<title>accepted · b@aaaaaaa"))
        let forwarded = try await pages.ask(
            pages.links.path(of: run.id), from: Self.stranger, headers: ["X-Forwarded-For": "198.51.100.1"])
        #expect(forwarded == answer)
    }

    @Test("without a signature the page is there for this machine alone, under any name that finds it")
    func unsigned() async throws {
        let pages = try PageFixture()
        let run = try await pages.house.taken("a")
        let loopback = WebPeer.address(try #require(IPAddress("127.0.0.1")))
        for peer in [.socket, loopback] {
            for name in [run.id.text, String(run.id.text.prefix(12)), "20231114"] {
                #expect(try await pages.ask("/runs/\(name)", from: peer).status == 200)
            }
        }
        #expect(try await pages.ask("/runs/\(run.id)", from: Self.stranger).status == 404)
        #expect(try await pages.ask("/runs/\(run.id)", from: .unknown).status == 404)
        // A service with a public address has a proxy before it, which may forward without a word.
        #expect(try await pages.ask("/runs/\(run.id)", from: loopback, publicURL: "https://bunsen.example").status == 404)
        #expect(try await pages.ask("/runs/\(run.id)", from: .socket, publicURL: "https://bunsen.example").status == 200)
        #expect(try await pages.ask("/runs/\(run.id)", from: loopback, headers: ["X-Forwarded-For": "127.0.0.1"]).status == 404)
        let trusted = try await pages.ask(
            "/runs/\(run.id)", from: loopback, headers: ["X-Forwarded-For": "203.0.113.9"], trusted: ["127.0.0.1"])
        #expect(trusted.status == 404)
    }

    @Test("what is refused tells nothing: the answer is the same to the last byte, whether there is such a run or not")
    func refused() async throws {
        let pages = try PageFixture()
        let run = try await pages.house.taken("a")
        let other = try await pages.house.taken("b")
        let none = try #require(RunID("r-20260102T030405-aaaaaaaa"))
        let signature = pages.links.path(of: other.id).split(separator: "=")[1]
        let nothing = try await pages.ask("/runs/\(none)", from: Self.stranger)
        #expect(nothing.status == 404 && !nothing.text.contains(none.text))
        for uri in [
            "/runs/\(run.id)", "/runs/\(run.id)?sig=", "/runs/\(run.id)?sig=\(signature)", "/runs/\(run.id)?sig=AAAAAAAAAAAAAAAAAAAAAA",
            "/runs/20231114", "/runs/20231114?sig=\(signature)", "/runs/x", "/runs/%00", "/runs/%3Cscript%3E", pages.links.path(of: none),
            "/runs/\(run.id)?SIG=\(signature)", "/runs/\(run.id)%0A?sig=\(signature)",
        ] {
            #expect(try await pages.ask(uri, from: Self.stranger) == nothing, "\(uri)")
        }
        // A wrong signature is wrong on this machine too.
        #expect(try await pages.ask("/runs/\(run.id)?sig=\(signature)") == nothing)
        #expect(try await pages.ask("/runs/\(none)") == nothing)
    }

    @Test("a beginning of several runs offers them to this machine, and nothing to others")
    func ambiguous() async throws {
        let pages = try PageFixture()
        let runs = try await [pages.house.taken("a"), pages.house.taken("b")]
        let answer = try await pages.ask("/runs/20231114")
        #expect(answer.status == 409 && runs.allSatisfy { answer.text.contains("href=\"/runs/\($0.id)\"") })
        #expect(try await pages.ask("/runs/20231114", from: Self.stranger).status == 404)
    }

    @Test("every page comes with headers that keep it to itself, and HEAD gives them alone")
    func headers() async throws {
        let pages = try PageFixture()
        let run = try await pages.house.taken("a")
        for (uri, status) in [("/runs/\(run.id)", 200), ("/runs/x", 404)] {
            let answer = try await pages.ask(uri)
            #expect(answer.status == status)
            #expect(answer.headers["content-type"] == "text/html; charset=utf-8")
            #expect(answer.headers["referrer-policy"] == "no-referrer" && answer.headers["cache-control"] == "no-store")
            #expect(answer.headers["x-content-type-options"] == "nosniff" && answer.headers["x-frame-options"] == "DENY")
            let policy = try #require(answer.headers["content-security-policy"])
            for part in ["default-src 'none'", "img-src data: 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"] {
                #expect(policy.split(separator: "; ").contains { $0 == part })
            }
            #expect(!policy.contains("unsafe") && !policy.contains("script-src") && !policy.contains("*"))
            let head = try await pages.ask(uri, .head)
            #expect(head.status == status && head.text.isEmpty)
            #expect(head.headers["content-security-policy"] == policy)
            #expect(head.headers["content-length"] == "\(answer.text.utf8.count)")
        }
    }

    @Test("the policy names the hash of the one style sheet, and the page fetches and runs nothing")
    func style() async throws {
        let pages = try PageFixture()
        let run = try await pages.house.taken("a")
        let answer = try await pages.ask("/runs/\(run.id)")
        let sheet = try #require(try #/(?s)<style>(.*?)</style>/#.firstMatch(in: answer.text)).1
        let file = "\(pages.house.scratch.path)/sheet.css"
        try Data(String(sheet).utf8).write(to: URL(filePath: file))
        let digest = try await Program.run(["sha256sum", file]).prefix(64)
        let bytes = stride(from: 0, to: 64, by: 2).compactMap { place -> UInt8? in
            let start = digest.index(digest.startIndex, offsetBy: place)
            return UInt8(digest[start...].prefix(2), radix: 16)
        }
        let policy = try #require(answer.headers["content-security-policy"])
        #expect(policy.contains("style-src 'sha256-\(Data(bytes).base64EncodedString())'"))
        for word in ["<script", "<img", "<iframe", "<form", "style=\"", "http://", "https://", "javascript:", "@import"] {
            #expect(!answer.text.replacing("http://www.w3.org/2000/svg", with: "").contains(word), "\(word)")
        }
    }

    @Test("a run that goes on has its page loaded anew, one that has ended has not")
    func refresh() async throws {
        let pages = try PageFixture()
        let run = try await pages.house.started("a")
        let mark = "<meta http-equiv=\"refresh\" content=\"5\">"
        #expect(try await pages.ask("/runs/\(run.id)").text.contains(mark))
        try await pages.house.fail(run)
        let ended = try await pages.ask("/runs/\(run.id)").text
        #expect(!ended.contains("http-equiv") && ended.contains("it failed") && ended.contains("mend it"))
    }

    @Test("who waits sees why and where in the queue")
    func queue() async throws {
        let pages = try PageFixture()
        try await pages.house.taken("a")
        let second = try await pages.house.taken("b")
        let text = try await pages.ask("/runs/\(second.id)").text
        #expect(text.contains("In the queue") && text.contains("in the queue of stand-in"))
    }

    @Test("ten megabytes of log make no large page, and the page has their end")
    func largeLog() async throws {
        let pages = try PageFixture()
        let run = try await pages.house.started("a")
        let job = try #require(run.attempts.last?.job)
        let line = String(repeating: "<&>\"'", count: 20)
        pages.house.executor.say(job, String(repeating: "\(line)\n", count: 100_000).utf8)
        pages.house.executor.say(job, "the very last line\n".utf8)
        let answer = try await pages.ask("/runs/\(run.id)")
        #expect(answer.text.contains("the very last line\n</pre>") && answer.text.contains("the last 200 lines of 9.6 MiB"))
        #expect(answer.text.utf8.count < 200_000)
        // The worst that 64 KiB can become: a quote is six bytes.
        pages.house.executor.say(job, String(repeating: String(repeating: "\"", count: 1990) + "\n", count: 4000).utf8)
        #expect(try await pages.ask("/runs/\(run.id)").text.utf8.count < 7 * LogTail.mostBytes)
    }

    @Test("a connection tells who is at its other end, over TCP and over the socket")
    func context() async throws {
        let pages = try PageFixture()
        let run = try await pages.house.taken("a")
        let router = Router(context: WebContext.self)
        RunPages(web: pages.house.web, links: pages.links, now: { WebFixture.time }).add(to: router, peer: \.peer)
        router.get("peer") { _, context in "\(context.peer)" }
        let socket = "\(pages.house.scratch.path)/p.sock"
        let overSocket = try await serving(router, .unixDomainSocket(path: socket)) { _ in
            let call = ["curl", "--silent", "--unix-socket", socket]
            return [
                try await Program.run(call + ["http://localhost/peer"]),
                try await Program.run(call + ["-o", "/dev/null", "-w", "%{http_code}", "http://localhost/runs/\(run.id)"]),
            ]
        }
        #expect(overSocket == ["socket", "200"])
        let overTCP = try await serving(router, .hostname("127.0.0.1", port: 0)) { port in
            let call = ["curl", "--silent", "-o", "/dev/null", "-w", "%{http_code}"]
            let page = "http://127.0.0.1:\(port)/runs/\(run.id)"
            return [
                try await Program.run(call + [page]), try await Program.run(call + ["-H", "Host: evil.example", page]),
                try await Program.run(call + ["-H", "Host:", page]), try await Program.run(call + ["-H", "Via: 1.1 x", page]),
                try await Program.run(call + ["--head", page]),
                try await Program.run(
                    call + ["--path-as-is", "--request-target", "http://localhost/runs/\(run.id)", "-H", "Host: evil.example", page]),
            ]
        }
        #expect(overTCP == ["200", "404", "404", "404", "200", "404"])
    }

    /// Serves a router while `body` asks it.
    private func serving(
        _ router: Router<WebContext>, _ address: BindAddress, _ body: @escaping @Sendable (Int) async throws -> [String]
    ) async throws -> [String] {
        try await whileServing(
            { ready in
                let application = Application(
                    router: router, configuration: ApplicationConfiguration(address: address),
                    onServerRunning: { ready($0.localAddress?.port ?? 0) },
                    logger: Logger(label: "pages", factory: { _ in SwiftLogNoOpLogHandler() }))
                return { try await application.run() }
            }, body)
    }
}
