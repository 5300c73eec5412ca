import Foundation
import RunModel
import Testing

@Suite("Identities")
struct IdentityTests {
    @Test(
        "one repository has one name, however it is reached",
        arguments: [
            ("https://Forge.Example/team/repo.git", "forge.example/team/repo"),
            ("https://user:pw@forge.example:8443/team/repo", "forge.example/team/repo"),
            ("ssh://git@forge.example:22/team/repo.git/", "forge.example/team/repo"),
            ("git@forge.example:team/repo.git", "forge.example/team/repo"),
            ("/srv/git/repo.git", "/srv/git/repo.git"),
            ("file:///srv/git/repo.git/", "/srv/git/repo.git"),
        ])
    func repository(url: String, name: String) {
        #expect(RepositoryName(url: url)?.text == name)
    }

    @Test("what is no repository gives no name", arguments: ["", "repo", "https://", "https://host", "host:"])
    func noRepository(url: String) {
        #expect(RepositoryName(url: url) == nil)
    }

    @Test(
        "a branch name that git or a command line would misread is refused",
        arguments: [
            "-x", "a..b", "a b", "a~1", "", "x.lock", "a//b", "HEAD", "@", "a..\u{301}b", "a/.\u{301}b", "a//\u{301}b", "a@{\u{301}", "a.",
            "a/",
            "a.lock/b", "/a",
        ])
    func badBranch(name: String) {
        #expect(BranchName(name) == nil)
    }

    @Test("a run id says when it was made and reads back")
    func runID() throws {
        var random = SystemRandomNumberGenerator()
        let id = RunID(at: Date(timeIntervalSince1970: 1_767_323_045), using: &random)
        #expect(id.text.hasPrefix("r-20260102T030405-"))
        #expect(RunID(id.text) == id)
        #expect(RunID("r-20260102T030405-ABCDEFGH") == nil)
    }

    @Test("the key is the hash of the identity, and of nothing else")
    func key() throws {
        let sha = try #require(CommitSHA(String(repeating: "a", count: 40)))
        let repository = try #require(RepositoryName("forge.example/team/repo"))
        let one = RunRequest(repository: repository, sha: sha, dvcArgs: ["train"])
        // printf '{"dvc_args":["train"],"experiment":false,"purpose":"run","repository":"forge.example/team/repo",
        // "sha":"aaaa…","v":1}' | sha256sum
        #expect(RunKey(one).hex == "b9e6b1f1a776fea055bafb19c4a20b6c6b1ec1424797c67afd0fcdc0df10e10a")
        var other = one
        other.experiment = true
        #expect(RunKey(other) != RunKey(one))
    }
}
