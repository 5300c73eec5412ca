import RunModel
import Settings
import Testing

struct RenderTests {
    static let projects: [ProjectSettings] = {
        let awkward = [
            "null", "~", "true", "5", "", " a: b # c", "*x", "&y", "“é”\u{1F600}", "a\nb\t\"c\"\\", "- x", "{",
            "\u{7f}",
        ]
        var projects = [ProjectSettings(name: "plain", url: "/srv/a b/ü.git")]
        for text in awkward where !text.isEmpty {
            projects.append(
                ProjectSettings(
                    name: "p", url: "https://example.org/a", token: .inline(Secret(text)),
                    secrets: ["A": .inline(Secret(text)), "B": .environment("B"), "C": .file("/x y/\u{e9}: #")]))
        }
        projects.append(
            ProjectSettings(
                name: "all", url: "git@example.org:a/b.git", repository: "example.org/a/b", aliases: ["x/y", "/z"],
                token: .file("/t"), user: "null",
                secrets: ["A_B": .environment("A"), "C": .stored(StoredSecret("a/b")), "D": .stored(StoredSecret("a/b", key: "null"))],
                defaults: ResourceDefaults(vcpus: 1, memoryMiB: 2, gpus: 0, timeoutSeconds: 90_061),
                branches: [.all, Glob("*"), Glob("main"), Glob("true")].compactMap(\.self), poll: false,
                sharesCacheWith: "1",
                supersede: false, commit: DeclaredCommitIdentity(name: "no", email: "a@b")))
        return projects
    }()

    @Test(arguments: projects.indices)
    func `what is written for a project reads back as the project`(index: Int) throws {
        let project = Self.projects[index]
        let text = SettingsLoader.render(project: project)
        #expect(try SettingsLoader.parseProject(name: project.name, yaml: text, file: "p.yaml") == project, "\(text)")
    }

    @Test func `only what differs from the defaults is written`() {
        let text = SettingsLoader.render(
            project: ProjectSettings(
                name: "p", url: "/a", token: .file("/t"), defaults: ResourceDefaults(timeoutSeconds: 5400),
                branches: [.all, Glob("main")].compactMap(\.self), poll: false))
        #expect(
            text == """
                url: "/a"
                token:
                  file: "/t"
                defaults:
                  timeout: 1h30m
                branches: ["**", "main"]
                poll: false

                """)
    }
}
