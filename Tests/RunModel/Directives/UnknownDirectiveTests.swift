import RunModel
import Testing

@Suite struct UnknownDirectiveTests {
    @Test(
        "a misspelt directive is reported with the one that is meant",
        arguments: [
            (":ACME_RUNN:", ":ACME_RUN:"), (":ACME_GPU: 1", ":ACME_GPUS:"), (":ACME_VCPU: 2", ":ACME_VCPUS:"),
            (":ACME_TIMOUT: 6h", ":ACME_TIMEOUT:"), (":ACME_Memory: 1", ":ACME_MEMORY:"), (":ACME_RUN-EXP:", ":ACME_RUN_EXP:"),
        ])
    func misspelt(_ line: String, _ meant: String) throws {
        let directives = Directives(message: "x\n\(line)")
        let diagnostic = try #require(directives.diagnostics.first)
        #expect(diagnostic.code == "unknown_directive")
        #expect(diagnostic.line == 2)
        #expect(diagnostic.suggestion == meant)
        #expect(directives.errors.isEmpty)
        #expect(!directives.isPresent)
    }

    @Test("a name that is near to none has no suggestion")
    func farOff() throws {
        let diagnostic = try #require(Directives(message: ":ACME_PHILOSOPHY: x").diagnostics.first)
        #expect(diagnostic.code == "unknown_directive")
        #expect(diagnostic.suggestion == nil)
    }

    @Test("beside a run it keeps the run from starting, as the wrong machine could be taken")
    func besideRun() {
        let directives = Directives(message: ":ACME_RUN:\n:ACME_GPU: 4")
        #expect(directives.errors.isEmpty)
        #expect(directives.isPresent)
        #expect(!directives.isRunnable)
    }

    @Test("a name of another family is nobody's business", arguments: [":OTHER_RUN:", ":acme_gpu: 1", ":smile:", ":ACMEX_GPU:"])
    func others(_ message: String) {
        #expect(Directives(message: message).diagnostics.isEmpty)
    }
}
