import RunModel
import Settings
import Testing

struct DefaultsTests {
    @Test func `without any file all defaults hold`() throws {
        let loaded = try FakeFiles().load()
        let s = loaded.settings
        #expect(s == ServiceSettings(state: "/home/u/.local/state/bunsen"))
        #expect(loaded.warnings.isEmpty && loaded.file == nil)
        #expect(loaded.projectsDirectory == "/home/u/.config/bunsen/projects.d")
        #expect(s.listen == nil && s.publicURL == nil && s.prefix == "ACME" && s.dvc == "dvc" && s.runAs == nil)
        #expect(s.commit == CommitIdentity(name: "Bunsen", email: "bunsen@localhost"))
        #expect(s.local == DeclaredLocalSlots(vcpus: nil, memoryMiB: nil, gpus: nil))
        #expect(s.defaults == ResourceDefaults(vcpus: 1, memoryMiB: 2048, gpus: 0, timeoutSeconds: 24 * 3600))
        #expect(s.poll == PollSettings(enabled: true, everySeconds: 300, maxAgeSeconds: 7 * 86_400))
        #expect(!s.supersede && s.sandbox == .auto && s.graceSeconds == 30)
        #expect(
            s.keep
                == KeepSettings(
                    workSeconds: 3 * 86_400, failedGiB: 20, logsSeconds: 365 * 86_400, cacheGiB: nil, environmentsSeconds: 30 * 86_400,
                    resultsSeconds: 30 * 86_400))
        #expect(s.retry == RetrySettings(reclaimed: 3, lost: 1, unreachableSeconds: 900))
    }

    @Test(arguments: ["", "\n\n", "# nothing here\n", "---\n", "{}", "~", "\u{FEFF}"])
    func `an empty file is the defaults`(text: String) throws {
        #expect(try service(text).settings == ServiceSettings(state: "/home/u/.local/state/bunsen"))
        #expect(try SettingsLoader.parseRepositoryFile(yaml: text) == RepositorySettings())
    }

    @Test func `the configuration file is looked for where XDG says`() throws {
        let files = FakeFiles([
            "/xdg/bunsen/bunsen.yaml": "prefix: XDG", FakeFiles.config: "prefix: HOME", "/work/c.yaml": "prefix: ARG",
        ])
        #expect(try files.load(environment: ["XDG_CONFIG_HOME": "/xdg"]).settings.prefix == "XDG")
        #expect(try files.load(environment: ["XDG_CONFIG_HOME": "relative"]).settings.prefix == "HOME")
        #expect(try files.load(environment: ["XDG_CONFIG_HOME": ""]).settings.prefix == "HOME")
        #expect(try files.load(config: "c.yaml", environment: ["XDG_CONFIG_HOME": "/xdg"]).settings.prefix == "ARG")
        #expect(try files.load(environment: ["XDG_STATE_HOME": "/s"]).settings.state == "/s/bunsen")
    }

    @Test func `a configuration file that is named must exist and be readable`() {
        #expect(
            messages { try FakeFiles().load(config: "/no/such.yaml") } == [
                "/no/such.yaml: there is no such file: create it, or leave --config out to use the default place"
            ])
        var files = FakeFiles()
        files.unreadable = ["/etc/b.yaml"]
        #expect(
            messages { try files.load(config: "/etc/b.yaml") } == ["/etc/b.yaml: cannot be read: permission denied"])
    }

    @Test func `without a home the state needs a place`() throws {
        let loader = SettingsLoader(files: FakeFiles().settingsFiles)
        let found = issues { try loader.load(environment: [:]) }
        #expect(found.map(\.code) == [.missingKey])
        #expect(try loader.load(environment: ["BUNSEN_STATE": "/s"]).settings.state == "/s")
    }
}
