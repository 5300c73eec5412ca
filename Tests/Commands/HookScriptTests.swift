import Foundation
import TestKit
import Testing

@testable import Commands

@Suite("The post-receive hook")
struct HookScriptTests {
    fileprivate static let pushed = "0000 1111 refs/heads/main\n2222 3333 refs/heads/it's \"a\" $(b)\n"

    /// A hook in a directory of a hostile name, with a program that writes down how it was called.
    private struct Hook {
        let scratch: ScratchDirectory
        let folder: String
        var program: String { "\(folder)/bunsen" }
        var state: String { "\(folder)/state" }

        init(_ name: String, program: String? = "#!/bin/sh\nprintf '%s\\n' \"$@\" > words; cat > input; exit 1\n") throws {
            scratch = try ScratchDirectory()
            folder = "\(scratch.path)/\(name)"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            if let program { try write(program, to: "bunsen", mode: 0o755) }
        }

        func write(_ text: String, to name: String, mode: Int) throws {
            let path = "\(folder)/\(name)"
            try FileManager.default.createDirectory(
                atPath: URL(filePath: path).deletingLastPathComponent().path, withIntermediateDirectories: true)
            let draft = "\(scratch.path)/draft"
            try Data(text.utf8).write(to: URL(filePath: draft))
            // Put in its place by another process: a program that a test beside this one is just starting holds what we have
            // open for writing, and the kernel starts no such file.
            let install = Process()
            install.executableURL = URL(filePath: "/usr/bin/install")
            install.arguments = ["-m", String(mode, radix: 8), draft, path]
            try install.run()
            install.waitUntilExit()
            try #require(install.terminationStatus == 0)
        }

        /// Runs the script as git would: by its path, in the repository.
        func run(_ script: String) async throws -> Program.Result {
            try write(script, to: "post-receive", mode: 0o755)
            return try await Program.result(["\(folder)/post-receive"], in: scratch.path, input: HookScriptTests.pushed)
        }

        func read(_ name: String) -> String? {
            FileManager.default.contents(atPath: "\(scratch.path)/\(name)").map { String(decoding: $0, as: UTF8.self) }
        }
    }

    private static let names = [
        "plain", "with a space", "it's", "\"double\"", "$(touch pwned)", "`touch pwned`", "$HOME", "a;touch pwned;b", "a&b|c>d<e",
        "back\\slash\\n", "two\nlines", "-n", "*?[a]", "é\u{1F600}", "'", "'\\''", "#x", "!x", "~",
    ]

    @Test("the program gets its words and the push as they are, whatever its path looks like", arguments: names)
    func quoting(name: String) async throws {
        let hook = try Hook(name)
        let config = "\(hook.folder)/bunsen.yaml"
        let result = try await hook.run(HookScript.text(program: hook.program, state: hook.state, config: config))
        #expect(result.code == 0 && result.output.isEmpty && result.error.isEmpty)
        #expect(hook.read("words") == ["hook", "receive", "--state", hook.state, "--config", config].map { "\($0)\n" }.joined())
        #expect(hook.read("input") == Self.pushed)
        #expect(hook.read("pwned") == nil)
    }

    @Test("without a configuration file none is named")
    func noConfig() async throws {
        let hook = try Hook("plain")
        _ = try await hook.run(HookScript.text(program: hook.program, state: hook.state, config: nil))
        #expect(hook.read("words") == "hook\nreceive\n--state\n\(hook.state)\n")
    }

    @Test("a program that is gone fails no push, and is named")
    func gone() async throws {
        let hook = try Hook("plain", program: nil)
        let result = try await hook.run(HookScript.text(program: hook.program, state: hook.state, config: nil))
        #expect(result.code == 0 && result.error.contains("\(hook.program) is not there; this push starts nothing"))
    }

    @Test("hooks that were there before get the same push, in their order, and may fail", arguments: [true, false])
    func chain(own: Bool) async throws {
        let hook = try Hook("it's $(touch pwned)")
        try hook.write("#!/bin/sh\ncat >> first; echo one >> order; exit 3\n", to: "post-receive.d/00-post-receive", mode: 0o755)
        try hook.write("#!/bin/sh\ncat >> second; echo two >> order\n", to: "post-receive.d/10 second", mode: 0o755)
        try hook.write("#!/bin/sh\necho three >> order\n", to: "post-receive.d/20-not-executable", mode: 0o644)
        let script = own ? HookScript.text(program: hook.program, state: hook.state, config: nil) : HookScript.chainOnly
        let result = try await hook.run(script)
        #expect(result.code == 0)
        #expect(hook.read("first") == Self.pushed && hook.read("second") == Self.pushed && hook.read("order") == "one\ntwo\n")
        #expect(hook.read("input") == (own ? Self.pushed : nil))
        #expect(hook.read("pwned") == nil)
    }

    @Test("a push without a line end, and an empty one, arrive as they are", arguments: ["", "a", "a\n\n\n", "\n"])
    func input(pushed: String) async throws {
        let hook = try Hook("plain")
        try hook.write(HookScript.text(program: hook.program, state: hook.state, config: nil), to: "post-receive", mode: 0o755)
        let result = try await Program.result(["/bin/sh", "\(hook.folder)/post-receive"], in: hook.scratch.path, input: pushed)
        #expect(result.code == 0 && hook.read("input") == pushed)
    }
}
