import RunModel
import Settings
import Testing

struct ProjectFilesTests {
    static let beside = "/home/u/.config/bunsen/projects.d"
    static let own = "/home/u/.local/state/bunsen/projects.d"

    @Test func `projects come from bunsen.yaml and both directories`() throws {
        let loaded = try FakeFiles([
            FakeFiles.config: "projects: {a: {url: /a}}", "\(Self.beside)/b.yaml": "url: /b\ntoken: {file: b.token}",
            "\(Self.own)/c.v2.yaml": "url: /c", "\(Self.beside)/.hidden.yaml": "[", "\(Self.beside)/b.yaml~": "[",
        ]).load()
        #expect(loaded.settings.projects.keys.sorted() == ["a", "b", "c.v2"])
        #expect(loaded.settings.projects["b"]?.token == .file("\(Self.beside)/b.token"))
        #expect(loaded.settings.projects.allSatisfy { $0.key == $0.value.name })
        #expect(loaded.warnings.isEmpty)
    }

    @Test func `project files are read where the state is, also without a configuration file`() throws {
        let files = FakeFiles(["/s/projects.d/a.yaml": "url: /a", "\(Self.beside)/b.yaml": "url: /b"])
        #expect(try files.load(environment: ["BUNSEN_STATE": "/s"]).settings.projects.keys.sorted() == ["a", "b"])
    }

    @Test func `a state directory that is the configuration's is read once`() throws {
        let files = FakeFiles(["\(Self.beside)/a.yaml": "url: /a"])
        let loaded = try files.load(environment: ["BUNSEN_STATE": "/home/u/.config/bunsen"])
        #expect(loaded.settings.projects.count == 1)
    }

    @Test func `mistakes in all files are told together`() {
        let found = messages {
            try FakeFiles([
                FakeFiles.config: "grace: x", "\(Self.beside)/a.yaml": "url: /a\nbrances: []",
                "\(Self.beside)/b c.yaml": "url: /b",
                "\(Self.own)/d.yaml": "",
            ]).load(environment: ["BUNSEN_LISTEN": "x"]).settings
        }
        #expect(found.count == 5)
        #expect(found[0].hasPrefix("\(FakeFiles.config):1: grace: "))
        #expect(found[1].hasPrefix("BUNSEN_LISTEN: listen: "))
        #expect(
            found[2].hasPrefix("\(Self.beside)/a.yaml:2: brances: unknown key; ")
                && found[2].hasSuffix("did you mean branches?"))
        #expect(found[3] == "\(Self.beside)/b c.yaml: “b c” is not a project name; allowed: [A-Za-z0-9][A-Za-z0-9._-]*")
        #expect(found[4].hasPrefix("\(Self.own)/d.yaml: url: is missing; "))
    }

    @Test func `one name in two places is refused, naming both`() {
        let files = FakeFiles([
            FakeFiles.config: "\nprojects:\n  a: {url: /a}", "\(Self.beside)/a.yaml": "url: /b",
            "\(Self.beside)/c.yaml": "url: /c",
            "\(Self.own)/c.yaml": "url: /c",
        ])
        #expect(
            messages { try files.load() } == [
                "\(Self.beside)/a.yaml: there is a project a in \(FakeFiles.config):3 already: keep one",
                "\(Self.own)/c.yaml: there is a project c in \(Self.beside)/c.yaml:1 already: keep one",
            ])
    }

    @Test func `a cache can be shared only with another project that exists`() {
        let files = FakeFiles([
            FakeFiles.config: "projects:\n  digits: {url: /a}\n  letters:\n    url: /b\n    shares_cache_with: digit",
            "\(Self.beside)/self.yaml": "url: /c\nshares_cache_with: self",
        ])
        #expect(
            messages { try files.load() } == [
                "\(FakeFiles.config):5: projects.letters.shares_cache_with: there is no project digit; allowed: digits, self; did you mean digits?",
                "\(Self.beside)/self.yaml:2: projects.self.shares_cache_with: names the project itself; allowed: digits, letters",
            ])
    }

    @Test func `files with other endings are named, directories that cannot be read are refused`() throws {
        var files = FakeFiles(["\(Self.beside)/a.yml": "url: /a"])
        #expect(
            try files.load().warnings.map(\.description) == [
                "\(Self.beside)/a.yml: is not read: project files end in .yaml"
            ])
        files.unreadable = [Self.own]
        #expect(messages { try files.load() } == ["\(Self.own): cannot be read: permission denied"])
    }

    @Test func `secrets in the open are warned about, and not repeated`() throws {
        var files = FakeFiles([
            FakeFiles.config: """
            projects:
              a:
                url: /a
                token: {value: hunter2}
                secrets:
                  KEY: {file: /run/key}
                  SAFE: {file: /run/safe}
            """,
            "\(Self.beside)/b.yaml": "url: /b\ntoken: {file: ~/b.token}",
        ])
        files.modes = ["/run/key": 0o640, "/run/safe": 0o600, "/home/u/b.token": 0o604]
        let loaded = try files.load()
        #expect(
            loaded.warnings.map(\.description) == [
                "\(FakeFiles.config):4: projects.a.token: the secret stands in the settings themselves: put it into a file (file: PATH) or a variable (env: NAME)",
                "\(FakeFiles.config):6: projects.a.secrets.KEY: others than its owner may open /run/key: chmod 600 it",
                "\(Self.beside)/b.yaml:2: projects.b.token: others than its owner may open /home/u/b.token: chmod 600 it",
            ])
        #expect(loaded.settings.projects["a"]?.token == .inline(Secret("hunter2")))
        #expect(!"\(loaded)".contains("hunter2"))
        var dumped = ""
        dump(loaded, to: &dumped)
        #expect(!dumped.contains("hunter2"))
    }
}
