import RunModel
import Testing

struct ValueTypesTests {
    @Test(arguments: [
        ("90s", 90), ("5m", 300), ("6h", 21_600), ("7d", 604_800), ("1h30m", 5400), ("0s", 0), ("1d2h3m4s", 93_784),
        ("100m", 6000),
    ])
    func `a duration is read`(text: String, seconds: Int) {
        #expect(DurationText.seconds(text) == seconds)
        #expect(DurationText.seconds(DurationText.text(seconds: seconds)) == seconds)
    }

    @Test(arguments: [
        "", "5", "m", "5m5", "30m1h", "5m5m", "-5m", "+5m", "5 m", " 5m", "1.5h", "5M", "٥m", "99999999999999999999s",
        "9999999999999999d",
    ])
    func `what is no duration is none`(text: String) {
        #expect(DurationText.seconds(text) == nil)
    }

    @Test func `a duration is written in its shortest form`() {
        #expect(
            [0, 90, 3600, 5400, 86_400, 90_061, -3].map(DurationText.text) == [
                "0s", "1m30s", "1h", "1h30m", "1d", "1d1h1m1s", "0s",
            ])
    }

    @Test(arguments: [
        ("main", "main", true), ("main", "main2", false), ("*", "main", true), ("*", "a/b", false), ("**", "a/b", true),
        ("a/*", "a/b", true),
        ("a/*", "a/b/c", false), ("a/**", "a/b/c", true), ("**/c", "a/b/c", true), ("v?", "v1", true),
        ("v?", "v", false), ("?", "/", false),
        ("*.png", "x.png", true), ("*a*a*a", "bacaada", true), ("***", "a/b", true), ("é?", "éü", true),
        ("*", "", true), ("a", "", false), ("[a]", "[a]", true),
    ])
    func `a pattern matches`(pattern: String, name: String, matches: Bool) throws {
        #expect(try #require(Glob(pattern)).matches(name) == matches)
    }

    @Test(.timeLimit(.minutes(20))) func `a hostile pattern takes no time`() throws {
        let glob = try #require(Glob(String(repeating: "*a", count: 500)))
        #expect(!glob.matches(String(repeating: "a", count: 499)))
    }

    @Test func `levels complete each other`() {
        var service = ServiceSettings(state: "/s")
        service.supersede = true
        let project = ProjectSettings(
            name: "p", url: "/p", defaults: ResourceDefaults(gpus: 1), supersede: false,
            commit: DeclaredCommitIdentity(name: "P"))
        #expect(
            service.resources(for: project)
                == ResourceDefaults(vcpus: 1, memoryMiB: 2048, gpus: 1, timeoutSeconds: 86_400))
        #expect(service.commit(for: project) == CommitIdentity(name: "P", email: "bunsen@localhost"))
        #expect(!service.supersedes(in: project))
        let detected = LocalSlots(vcpus: 2, memoryMiB: 100, gpus: 1)
        #expect(DeclaredLocalSlots(vcpus: 1).completed(by: detected) == LocalSlots(vcpus: 1, memoryMiB: 100, gpus: 1))
    }
}
