import RunModel
import Settings
import Testing

struct WebhookKeysTests {
    private func load(_ project: String) throws -> LoadedSettings {
        try service("projects:\n  p:\n    \(project.replacing("\n", with: "\n    "))\n")
    }

    @Test(arguments: [
        ("url: https://github.com/a/b.git", ForgeKind.github, "a/b"), ("url: git@gitlab.com:g/s/b.git", .gitlab, "g/s/b"),
        ("url: https://bitbucket.org/a/b", .bitbucket, "a/b"), ("url: https://codeberg.org/a/b", .forgejo, "a/b"),
        ("url: https://git.example.org/scm/PRJ/b.git\nforge: bitbucket-dc", .bitbucketDC, "PRJ/b"),
        ("url: https://git.example.org/a/b\nforge: gitea", .gitea, "a/b"),
    ])
    func `the host says what forge it is, unless the project does`(project: String, kind: ForgeKind, path: String) throws {
        let project = try #require(try load(project).settings.projects["p"])
        #expect(project.forgeKind == kind && project.forgePath == path)
        #expect(project.isCalled(path) && project.isCalled(path.uppercased()) && !project.isCalled("x/b"))
    }

    @Test(arguments: ["url: https://git.example.org/a/b", "url: /srv/b.git"])
    func `a host that nobody knows is git alone`(project: String) throws {
        #expect(try load(project).settings.projects["p"]?.forgeKind == nil)
    }

    @Test func `a UUID without a secret is a mistake, unless it is said to be enough, which is warned about`() throws {
        let uuids = "url: https://bitbucket.org/a/b\nwebhook: {uuids: [\"{x}\"]"
        #expect(issues { try load(uuids + "}") }.map(\.code) == [.missingKey])
        let loaded = try load(uuids + ", allow_uuid_only: true}")
        #expect(loaded.warnings.map(\.code) == [.unsignedDeliveries])
        #expect(loaded.settings.projects["p"]?.webhook.isOpen == true)
    }

    @Test func `a UUID is enough for Bitbucket Cloud alone`() {
        let project = "url: https://github.com/a/b\nwebhook: {uuids: [x], allow_uuid_only: true}"
        #expect(issues { try load(project) }.map(\.code) == [.badValue])
    }
}
