import RunModel
import TestKit
import Testing

@Suite struct DirectivePropertyTests {
    private func checkInvariants(_ message: String) {
        let directives = Directives(message: message)
        #expect(directives.errors.isEmpty || !directives.diagnostics.isEmpty)
        #expect(directives.isPresent == (directives.run || !directives.errors.isEmpty))
        #expect(directives.diagnostics.allSatisfy { !$0.message.isEmpty && DiagnosticCode(rawValue: $0.code) != nil })
        let count = message.utf8.count { $0 == UInt8(ascii: "\n") } + 1
        #expect(directives.diagnostics.allSatisfy { (1...count).contains($0.line ?? 1) })
        if directives.isRunnable { checkPrinted(directives) }
    }

    private func checkPrinted(_ directives: Directives) {
        let again = Directives(message: directives.printed)
        #expect(again == directives)
        #expect(again.printed == directives.printed)
        #expect(Directives(message: directives.printed(prefix: "LAB_7"), prefix: "LAB_7") == directives)
        // What goes to DVC is understood the same when it is read again, in both forms.
        let arguments = directives.arguments
        #expect(DVCArguments(arguments.reproArguments, experiment: false).reproArguments == arguments.reproArguments)
        if directives.experiment { #expect(DVCArguments(arguments.experimentArguments, experiment: true) == arguments) }
    }

    @Test("no bytes make reading a message fail")
    func noise() {
        var random = SeededRandom(seed: 1)
        for _ in 0..<2500 { checkInvariants(random.noise()) }
    }

    @Test("no noise after a directive makes reading fail")
    func noiseAfterDirective() {
        var random = SeededRandom(seed: 2)
        for _ in 0..<2500 { checkInvariants(":ACME_RUN_EXP:\n:ACME_RUN: -S x=" + random.noise()) }
    }

    @Test("no order of pieces of directives makes reading fail")
    func fragments() {
        var random = SeededRandom(seed: 3)
        for _ in 0..<4000 { checkInvariants(random.fragments()) }
    }

    @Test("valid directives are printed and read back as the same")
    func printed() {
        var random = SeededRandom(seed: 4)
        for _ in 0..<2500 {
            let message = random.validMessage()
            let directives = Directives(message: message)
            #expect(directives.diagnostics == [], "\(message)")
            checkPrinted(directives)
        }
    }

    @Test("any argv is printed and split into the same")
    func quoting() throws {
        var random = SeededRandom(seed: 5)
        for _ in 0..<4000 {
            let argv = (0..<(random.next() % 4)).map { _ in random.fragments().filter { !$0.isNewline } }
            #expect(try ArgumentText.split(ArgumentText.joined(argv)) == argv)
        }
    }

    @Test("no message takes time that grows with its square", .timeLimit(.minutes(20)))
    func large() {
        let count = 9_000
        func repeated(_ text: String) -> String { String(repeating: text, count: count) }
        #expect(Directives(message: ":ACME_RUN: \(repeated("long"))").isRunnable)
        #expect(!Directives(message: ":ACME_RUN: '\(repeated("long"))").isRunnable)
        #expect(!Directives(message: ":ACME_\(repeated("LONG")):").isPresent)
        #expect(Directives(message: repeated(":ACME_RUN: -z\n")).diagnostics.count == Diagnostic.limit)
        #expect(Directives(message: ":ACME_RUN: " + repeated("-z --y ")).diagnostics.count == 2)
        #expect(Directives(message: ":ACME_RUN: -" + repeated("v")).arguments.flags.count == count)
        #expect(Directives(message: ":ACME_RUN: --params " + repeated(",") + "b=1").dvcArgs.count == 4)
        #expect(Directives(message: ":ACME_RUN: " + repeated(":a")).run)
        #expect(!Directives(message: ":ACME_RUN_EXP:\n:ACME_RUN: -S x=" + repeated("[")).isRunnable)
    }

    @Test("arguments of megabytes are refused unread, and megabytes of lines are read in no time", .timeLimit(.minutes(20)))
    func megabytes() {
        let huge = Directives(message: ":ACME_RUN: \(String(repeating: "a ", count: 1 << 22))")
        #expect(huge.diagnostics.map(\.code) == ["too_long"] && huge.args.isEmpty && huge.errors.isEmpty)
        let longest = String(repeating: "a", count: 65_536)
        #expect(Directives(message: ":ACME_RUN: \(longest)").args == [longest])
        #expect(Directives(message: ":ACME_RUN: \(longest)a").diagnostics.map(\.code) == ["too_long"])
        let lines = Directives(message: String(repeating: "\n", count: 1 << 22) + ":ACME_RUN: --bogus")
        #expect(lines.diagnostics.map(\.line) == [(1 << 22) + 1])
    }

    @Test("what is said about a huge argument is short")
    func shortMessages() {
        let huge = String(repeating: "e\u{301}", count: 30_000)
        for text in ["--\(huge)", "-S \(huge)", "-n /\(huge)", "/\(huge)", "\(huge);", "--force=\(huge)", "-Sx=1,\(huge)", "'\(huge)"] {
            let directives = Directives(message: ":ACME_RUN_EXP:\n:ACME_RUN: \(text)\n:ACME_VCPUS: \(huge)")
            #expect(!directives.isRunnable)
            #expect(directives.diagnostics.allSatisfy { $0.message.utf8.count < 1000 && ($0.suggestion ?? "").utf8.count <= 1000 })
        }
    }
}
