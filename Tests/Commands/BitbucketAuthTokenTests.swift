import RunModel
import Testing

@testable import Commands

@Suite("The token in BITBUCKET_AUTH")
struct BitbucketAuthTokenTests {
    @Test(
        "goes to bitbucket.org alone, also for an address that a key opens",
        arguments: ["https://bitbucket.org/a/b", "git@bitbucket.org:a/b.git"])
    func own(url: String) throws {
        let found = try #require(BitbucketAuth.token(from: "me@example.org:to:ken", cloning: url))
        #expect(found.scope == JobSpec.CredentialScope(origin: "https://bitbucket.org", user: "me@example.org"))
        #expect(found.token.reveal() == "to:ken")
    }

    @Test(
        "is none for another host, or without a user",
        arguments: [
            ("me:token", "https://github.com/a/b"), ("me:token", "https://bitbucket.org.example/a/b"),
            ("token", "https://bitbucket.org/a/b"),
        ])
    func none(text: String, url: String) {
        #expect(BitbucketAuth.token(from: text, cloning: url) == nil)
    }
}
