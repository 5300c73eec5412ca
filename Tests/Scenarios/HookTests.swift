import Foundation
import TestKit
import Testing

@Suite("The hook", .limited)
struct HookTests {
    private func repository(_ scratch: ScratchDirectory) async throws -> String {
        let bare = "\(scratch.path)/some.git"
        try await Program.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", bare])
        return bare
    }

    private func push(_ bare: String, _ scratch: ScratchDirectory, _ message: String) async throws -> String {
        let clone = "\(scratch.path)/clone-\(UUID().uuidString.prefix(6))"
        try await Program.run(["git", "clone", "--quiet", bare, clone])
        try await Program.run(["git", "commit", "--quiet", "--allow-empty", "-m", message], in: clone)
        return try await Program.run(["git", "push", "origin", "HEAD:refs/heads/main"], in: clone)
    }

    private func script(_ text: String, at path: String) throws {
        try Data("#!/bin/sh\n\(text)\n".utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }

    @Test func `keeps a hook that was there working, and gives it back when it goes`() async throws {
        let scratch = try ScratchDirectory()
        let service = try ServiceFixture(scratch)
        let bare = try await repository(scratch)
        let hook = "\(bare)/hooks/post-receive"
        try script("echo former saw $(wc -l | tr -d ' ') line", at: hook)
        let former = try String(contentsOfFile: hook, encoding: .utf8)
        // Twice: the second time must not chain the hook to itself.
        for _ in 0..<2 { try await service.install(bare) }
        let said = try await push(bare, scratch, "x\n\n:ACME_RUN:")
        #expect(said.contains("former saw 1 line"))
        #expect(said.contains("bunsen: noted"))
        let removed = try await service.bunsen("hook", "remove", bare)
        #expect(removed.code == 0)
        #expect(try String(contentsOfFile: hook, encoding: .utf8) == former)
        #expect(!FileManager.default.fileExists(atPath: "\(bare)/hooks/post-receive.d"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(service.state)/projects.d").isEmpty)
    }

    @Test func `scripts in post-receive-d run too, and stay connected when it goes`() async throws {
        let scratch = try ScratchDirectory()
        let service = try ServiceFixture(scratch)
        let bare = try await repository(scratch)
        try await service.install(bare)
        try FileManager.default.createDirectory(atPath: "\(bare)/hooks/post-receive.d", withIntermediateDirectories: true)
        try script("echo other was here", at: "\(bare)/hooks/post-receive.d/50-other")
        #expect(try await push(bare, scratch, "one").contains("other was here"))
        try await service.bunsen("hook", "remove", bare)
        let said = try await push(bare, scratch, "two\n\n:ACME_RUN:")
        #expect(said.contains("other was here") && !said.contains("bunsen:"), "\(said)")
    }

    @Test func `goes where core-hooksPath says, and speaks only for installed repositories`() async throws {
        let scratch = try ScratchDirectory()
        let service = try ServiceFixture(scratch)
        let bare = try await repository(scratch)
        let other = "\(scratch.path)/other.git"
        try await Program.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", other])
        let hooks = "\(scratch.path)/hooks"
        for path in [bare, other] { try await Program.run(["git", "-C", path, "config", "core.hooksPath", hooks]) }
        try await service.install(bare)
        #expect(FileManager.default.fileExists(atPath: "\(hooks)/post-receive"))
        #expect(!FileManager.default.fileExists(atPath: "\(bare)/hooks/post-receive"))
        try await service.serving { _ in
            #expect(try await push(bare, scratch, "x\n\n:ACME_RUN:").contains("bunsen: took r-"))
            let ignored = try await push(other, scratch, "x\n\n:ACME_RUN:")
            #expect(!ignored.contains("took"))
            #expect(try await service.runs().count == 1)
        }
    }

    @Test func `never fails a push: without its program, without its state, with garbage in its spool`() async throws {
        let scratch = try ScratchDirectory()
        let service = try ServiceFixture(scratch)
        let bare = try await repository(scratch)
        try await service.install(bare)
        try scratch.write("garbage", to: "state/spool/1.json")
        try scratch.write("{\"v\":1,\"repository\":\"relative\",\"refs\":[]}", to: "state/spool/2.json")
        try await service.serving { _ in
            try await eventually("garbage is set aside") {
                (try? FileManager.default.contentsOfDirectory(atPath: "\(service.state)/spool/bad"))?.count == 2
            }
            #expect(try await push(bare, scratch, "x\n\n:ACME_RUN:").contains("bunsen: took r-"))
            // Its job outlives the service, and would make anew what is removed next.
            try await service.ended()
        }
        try FileManager.default.removeItem(atPath: service.state)
        #expect(try await push(bare, scratch, "y\n\n:ACME_RUN:").contains("bunsen: this push starts nothing"))
        let hook = "\(bare)/hooks/post-receive"
        let text = try String(contentsOfFile: hook, encoding: .utf8).replacing(BunsenProgram.path, with: "/nowhere/bunsen")
        try Data(text.utf8).write(to: URL(filePath: hook))
        #expect(try await push(bare, scratch, "z\n\n:ACME_RUN:").contains("/nowhere/bunsen is not there"))
    }

    @Test func `is refused where there is no repository`() async throws {
        let scratch = try ScratchDirectory()
        let service = try ServiceFixture(scratch)
        let result = try await service.bunsen("hook", "install", scratch.path, "--json")
        #expect(result.code == 2)
        #expect(result.output.contains("\"code\":\"no_repository\""))
    }
}
