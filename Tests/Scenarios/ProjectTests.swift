import Foundation
import RunModel
import TestKit
import Testing

/// `bunsen project`, as somebody who sets a repository up types it.
@Suite("Setting a project up", .limited)
struct ProjectTests {
    private struct Told: Decodable {
        struct Step: Decodable {
            let step: String
            let state: String
            let detail: String
        }
        let project: String
        let steps: [Step]

        func state(_ name: String) -> String? { steps.first { $0.step == name }?.state }
    }

    @Test(arguments: [ForgeKind.github, .gitlab, .bitbucket, .gitea, .forgejo])
    func `makes secret, webhook and file in one call, and nothing twice`(kind: ForgeKind) async throws {
        switch kind {
        case .gitlab: try await Self.setUp(FakeGitLab.self, kind)
        case .bitbucket: try await Self.setUp(FakeBitbucket.self, kind)
        case .gitea, .forgejo: try await Self.setUp(FakeGitea.self, kind)
        default: try await Self.setUp(FakeGitHub.self, kind)
        }
    }

    private static func setUp<Fake: FakeForge>(_: Fake.Type, _ kind: ForgeKind) async throws {
        let scratch = try ScratchDirectory()
        try scratch.write(Fake.adminToken + "\n", to: "token")
        try await Fake.serving { fake in
            let service = try ServiceFixture(scratch, settings: "public_url: https://bunsen.example.org\n")
            let words = [
                "project", "add", "https://127.0.0.1/acme/pipeline", "--forge", kind.rawValue, "--api", fake.api, "--token-file",
                "\(scratch.path)/token", "--json",
            ]
            let dry = try await service.bunsen(words + ["--dry-run"])
            #expect(dry.code == 0 && fake.hooks.isEmpty, "\(dry)")
            #expect(try await service.bunsen("project", "list", "--json").output.trimmed == "[]")
            let first = try await service.bunsen(words)
            let told = try first.json(Told.self)
            #expect(told.project == "pipeline" && told.state("secret") == "done" && told.state("webhook") == "done", "\(first)")
            let hook = try #require(fake.hooks.first)
            #expect(hook.url == "https://bunsen.example.org/hooks/\(kind.rawValue)/pipeline" && hook.active)
            let file = try String(contentsOfFile: "\(scratch.path)/state-config/projects.d/pipeline.yaml", encoding: .utf8)
            let secret = try #require(hook.secret)
            #expect(secret.utf8.count == 64 && !file.contains(secret) && !first.output.contains(secret) && !file.contains(Fake.adminToken))
            if kind == .bitbucket { #expect(file.contains(hook.uuid)) }
            if kind != .bitbucket { #expect(told.state("test") == "todo", "no service is up to hear it") }
            // Again: one webhook, the same secret.
            let again = try (try await service.bunsen(words)).json(Told.self)
            #expect(again.state("webhook") == "already" && again.state("secret") == "already")
            #expect(fake.hooks.count == 1 && fake.hooks.first?.secret == secret)
            let check = try await service.bunsen("project", "check", "pipeline", "--json")
            #expect(check.code == 0, "\(check)")
            // A new secret: the forge signs with it, and the old one is valid until it is let go.
            #expect(try await service.bunsen("project", "rotate-secret", "pipeline").code == 0)
            #expect(fake.hooks.first?.secret != secret)
            let both = try String(contentsOfFile: "\(scratch.path)/state-config/projects.d/pipeline.yaml", encoding: .utf8)
            #expect(both.contains("pipeline-1.hook") && both.contains("pipeline-2.hook"))
            #expect(try await service.bunsen("project", "rotate-secret", "pipeline", "--finish").code == 0)
            #expect(!FileManager.default.fileExists(atPath: "\(scratch.path)/state/secrets/pipeline-1.hook"))
            let removed = try await service.bunsen("project", "remove", "pipeline")
            #expect(removed.code == 0 && fake.hooks.isEmpty, "\(removed)")
            #expect(try await service.bunsen("project", "list", "--json").output.trimmed == "[]")
        }
    }

    @Test(arguments: [ForgeKind.github, .gitlab, .gitea])
    func `has the forge send a delivery, and sees it come in`(kind: ForgeKind) async throws {
        switch kind {
        case .gitlab: try await Self.hearing(FakeGitLab.self, kind)
        case .gitea: try await Self.hearing(FakeGitea.self, kind)
        default: try await Self.hearing(FakeGitHub.self, kind)
        }
    }

    private static func hearing<Fake: FakeForge>(_: Fake.Type, _ kind: ForgeKind) async throws {
        let scratch = try ScratchDirectory()
        try scratch.write(Fake.adminToken + "\n", to: "token")
        let port = FreePort.find()
        try await Fake.serving { fake in
            let settings = "listen: 127.0.0.1:\(port)\npublic_url: http://127.0.0.1:\(port)\npoll: {enabled: false}\n"
            let service = try ServiceFixture(scratch, settings: settings)
            let words = [
                "project", "add", "https://127.0.0.1/acme/pipeline", "--forge", kind.rawValue, "--api", fake.api, "--token-file",
                "\(scratch.path)/token", "--json",
            ]
            let deaf = try await service.bunsen(words)
            #expect(try deaf.code == 1 && deaf.json(Told.self).steps.last?.detail.contains("bunsen serve") == true, "\(deaf)")
            try await service.serving { _ in
                let heard = try await service.bunsen(words)
                #expect(try heard.code == 0 && heard.json(Told.self).state("test") == "done", "\(heard)")
                let check = try await service.bunsen("project", "check", "pipeline", "--json")
                #expect(try check.json(Told.self).steps.last?.detail.contains("the last one came at") == true, "\(check)")
                let doctor = try await service.bunsen("doctor")
                #expect(doctor.output.contains("it may read and write") && doctor.output.contains("the last one came at"), "\(doctor)")
            }
        }
    }

    @Test func `says where to click when the token may not, and leaves a file kept by hand alone`() async throws {
        let scratch = try ScratchDirectory()
        try scratch.write(FakeGitHub.writeToken + "\n", to: "token")
        try await FakeGitHub.serving { fake in
            let service = try ServiceFixture(scratch, settings: "public_url: https://bunsen.example.org\n")
            let byHand = "url: https://127.0.0.1/acme/pipeline\nforge: github\napi: \(fake.api)\ntoken: {file: \(scratch.path)/token}\n"
            try scratch.write(byHand, to: "state-config/projects.d/mine.yaml")
            let result = try await service.bunsen("project", "add", "https://127.0.0.1/acme/pipeline", "--json")
            let told = try result.json(Told.self)
            #expect(result.code == 1 && told.project == "mine", "\(result)")
            #expect(told.state("webhook") == "todo" && told.state("settings") == "todo")
            #expect(told.steps.contains { $0.detail.contains("Settings › Webhooks") })
            #expect(try String(contentsOfFile: "\(scratch.path)/state-config/projects.d/mine.yaml", encoding: .utf8) == byHand)
            #expect(fake.hooks.isEmpty)
            let wrong = try await service.bunsen("project", "check", "nobody")
            #expect(wrong.code == 2 && wrong.error.contains("project list"))
        }
    }
}
