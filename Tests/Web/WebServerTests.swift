import Foundation
import Glibc
import RunModel
import TestKit
import Testing
import Web

@Suite("Listening", .timeLimit(.minutes(20)))
struct WebServerTests {
    /// Runs a server while `body` works with it, from the moment in which it says that it is ready.
    private func serving<T: Sendable>(
        _ make: (@escaping @Sendable (Int) async -> Void) throws -> WebServer, _ body: @escaping @Sendable (Int) async throws -> T
    ) async throws -> T {
        try await whileServing(
            { ready in
                let server = try make(ready)
                return { try await server.run() }
            }, body)
    }

    private static func mode(_ path: String) -> mode_t? {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode : nil
    }

    @Test("the socket is its owner's and its group's, takes a stale one's place, answers, and is gone after the stop")
    func socket() async throws {
        let house = try WebFixture()
        let path = "\(house.scratch.path)/bunsen.sock"
        try house.scratch.write("what a crash has left", to: "bunsen.sock")
        let make = { (ready: @escaping @Sendable (Int) async -> Void) in
            try WebServer(house.web, socket: path, logger: house.logger) { await ready(0) }
        }
        try await serving(make) { (_: Int) async throws in
            let mode = try #require(Self.mode(path))
            #expect(mode & S_IFMT == S_IFSOCK && mode & 0o7777 == 0o660)
            #expect(try await Program.run(["curl", "--silent", "--unix-socket", path, "http://bunsen/healthz"]) == "ok\n")
            let refused = ["curl", "--silent", "--unix-socket", path, "--data", "{", "http://bunsen/api/v1/runs"]
            #expect(try await Program.run(refused).contains("\"bad_request\""))
        }
        #expect(Self.mode(path) == nil)
        #expect(try FileManager.default.contentsOfDirectory(atPath: house.scratch.path).allSatisfy { $0.hasPrefix("bunsen.sqlite") })
    }

    @Test("a listener on port 0 of this machine tells the port that it has got, and takes no changes")
    func loopback() async throws {
        let house = try WebFixture()
        let listen = try #require(ListenAddress("127.0.0.1:0"))
        try await serving({ try WebServer(house.web, listen: listen, logger: house.logger, ready: $0) }) { (port: Int) async throws in
            #expect(port > 0)
            #expect(try await Program.run(["curl", "--silent", "http://127.0.0.1:\(port)/healthz"]) == "ok\n")
            let refused = ["curl", "--silent", "--data", "{", "http://127.0.0.1:\(port)/api/v1/runs"]
            #expect(try await Program.run(refused).contains("\"socket_only\""))
        }
    }

    @Test("over TCP the API answers this machine, and nobody who comes through a proxy or by another name")
    func local() async throws {
        let house = try WebFixture()
        let listen = try #require(ListenAddress("127.0.0.1:0"))
        try await serving({ try WebServer(house.web, listen: listen, logger: house.logger, ready: $0) }) { (port: Int) async throws in
            let ask = ["curl", "--silent", "http://127.0.0.1:\(port)/api/v1/status"]
            #expect(try await Program.run(ask).contains("\"pid\":4711"))
            for header in ["X-Forwarded-For: 127.0.0.1", "Forwarded: for=127.0.0.1", "Host: evil.example", "Via: 1.1 proxy"] {
                #expect(try await Program.run(ask + ["--header", header]).contains("\"local_only\""))
            }
        }
    }

    @Test(
        "an address that others can reach is told from loopback",
        arguments: [
            "0.0.0.0:80", "[::]:80", "192.168.1.2:80", "127.evil.example:80", "127.0.0.1.evil.example:80", "example.org:80", "127.0.0:80",
        ])
    func isNotLoopback(text: String) throws { #expect(!(try #require(ListenAddress(text)).isLoopback)) }

    @Test("on every address of the machine it answers, and loopback's callers read")
    func everywhere() async throws {
        let house = try WebFixture()
        let listen = try #require(ListenAddress("0.0.0.0:0"))
        try await serving({ try WebServer(house.web, listen: listen, logger: house.logger, ready: $0) }) { (port: Int) async throws in
            let ask = ["curl", "--silent", "http://127.0.0.1:\(port)/api/v1/status"]
            #expect(try await Program.run(ask).contains("\"pid\":4711"))
        }
    }

    @Test("loopback is told from what looks like it", arguments: ["localhost:1", "127.0.0.1:1", "127.255.255.254:1", "[::1]:1"])
    func isLoopback(text: String) throws {
        #expect(try #require(ListenAddress(text)).isLoopback)
    }

    @Test("a path that is too long for a socket is refused by name")
    func longPath() throws {
        let house = try WebFixture()
        let path = "/\(String(repeating: "x", count: 100))/bunsen.sock"
        #expect { try WebServer(house.web, socket: path, logger: house.logger) {} } throws: { "\($0)".contains("shorter state directory") }
    }
}
