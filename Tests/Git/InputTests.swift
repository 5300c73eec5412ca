import Git
import TestKit
import Testing

@Suite("What git is given to read")
struct InputTests {
    @Test func `is read to its end, also where it is long`() async throws {
        let scratch = try ScratchDirectory()
        let git = Git(directory: scratch.path)
        try await git.run("init", "--quiet")
        let text = String(repeating: "0123456789abcde\n", count: 100_000)
        let blob = try await git.run("hash-object", "-w", "--stdin", input: text).text
        #expect(try await git.run("cat-file", "-s", blob).text == "1600000")
        #expect(try await git.run("hash-object", "-t", "blob", "--stdin", input: "").text == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391")
    }

    @Test func `may be left unread by a git that fails: that is an exit code`() async throws {
        let scratch = try ScratchDirectory()
        let git = Git(directory: scratch.path, environment: ["GIT_DIR": "\(scratch.path)/none"])
        for _ in 0..<20 {
            let output = try await git.attempt("notes", "add", "--file=-", "HEAD", input: String(repeating: "x", count: 1 << 20))
            #expect(output.status == 128 && output.standardError.contains("not a git repository"))
        }
    }
}
