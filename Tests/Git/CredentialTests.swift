import Git
import RunModel
import TestKit
import Testing

@Suite("A forge token")
struct CredentialTests {
    @Test("reaches git's helper for its own host only, and stands in no argument and no variable")
    func scoped() async throws {
        let scope = JobSpec.CredentialScope(origin: "https://forge.example", user: "x-token-auth")
        let git = Git(
            credential: GitCredential(scope: scope, token: Secret("s3cret-token")), environment: ["GIT_CONFIG_GLOBAL": "/dev/null"])
        // `git credential fill` reads its question from standard input, which the token takes: ask by an alias.
        let ask = { (host: String) in
            try await git.attempt(
                "-c", "alias.ask=!printf 'protocol=https\\nhost=\(host)\\n\\n' | git credential fill", "ask")
        }
        let own = try await ask("forge.example")
        #expect(own.standardOutput.contains("password=s3cret-token"))
        let other = try await ask("other.example")
        #expect(!other.standardOutput.contains("s3cret"))

        let seen = try await git.run("-c", "alias.look=!cat /proc/$PPID/cmdline /proc/self/environ | tr '\\0' '\\n'", "look")
        #expect(!seen.standardOutput.contains("s3cret"))
        #expect(seen.standardOutput.contains("forge.example"))
    }
}
