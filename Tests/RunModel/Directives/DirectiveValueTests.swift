import RunModel
import Testing

@Suite struct DirectiveValueTests {
    @Test(
        "a deadline is read in seconds",
        arguments: [
            ("90m", 5400), ("6h", 21_600), ("1h30m", 5400), ("60s", 60), ("2d", 172_800), ("30d", 2_592_000), ("1d1h1m1s", 90_061),
        ])
    func timeout(_ text: String, _ seconds: Int) {
        let directives = Directives(message: ":ACME_RUN:\n:ACME_TIMEOUT: \(text)")
        #expect(directives.timeoutSeconds == seconds)
        #expect(directives.isRunnable)
    }

    @Test(
        "what is no deadline is refused, with what is most likely meant",
        arguments: [
            ("90", "not_a_number", "90m"), ("7200", "not_a_number", "7200s"), ("90 min", "not_a_number", "90m"),
            ("6 hours", "not_a_number", "6h"), ("6H", "not_a_number", "6h"), ("1h 30m", "not_a_number", "1h30m"),
            ("soon", "not_a_number", nil), ("30m1h", "not_a_number", nil), ("1.5h", "not_a_number", nil), ("-5m", "not_a_number", nil),
            ("45s", "out_of_range", nil), ("59s", "out_of_range", nil), ("31d", "out_of_range", nil), ("0m", "out_of_range", nil),
            ("99999999999999999999d", "out_of_range", nil), ("٣h", "not_a_number", nil),
        ] as [(String, String, String?)])
    func badTimeout(_ text: String, _ code: String, _ meant: String?) {
        let directives = Directives(message: ":ACME_RUN:\n:ACME_TIMEOUT: \(text)")
        #expect(directives.timeoutSeconds == nil)
        #expect(directives.errors.map(\.description) == ["\(code):ACME_TIMEOUT"])
        #expect(directives.diagnostics.map(\.suggestion) == [meant.map { ":ACME_TIMEOUT: \($0)" }])
    }

    @Test(
        "a number is ASCII digits, a minus sign at most before them",
        arguments: [
            ("007", 7, nil), ("9223372036854775807", Int.max, nil), ("9223372036854775808", nil, "out_of_range"),
            ("-9223372036854775809", nil, "out_of_range"), ("+5", nil, "not_a_number"), ("-", nil, "not_a_number"),
            ("1 2", nil, "not_a_number"), ("1_000", nil, "not_a_number"), ("１", nil, "not_a_number"), ("0x10", nil, "not_a_number"),
            ("1.0", nil, "not_a_number"), ("1e3", nil, "not_a_number"), ("--1", nil, "not_a_number"), ("0", nil, "out_of_range"),
        ] as [(String, Int?, String?)])
    func numbers(_ text: String, _ value: Int?, _ code: String?) {
        let directives = Directives(message: ":ACME_RUN:\n:ACME_VCPUS: \(text)")
        #expect(directives.vcpus == value)
        #expect(directives.errors.map(\.description) == code.map { ["\($0):ACME_VCPUS"] } ?? [])
    }

    @Test("no GPU may be asked for, but no MiB may not")
    func lowerBounds() {
        #expect(Directives(message: ":ACME_RUN:\n:ACME_GPUS: -0").gpus == 0)
        #expect(Directives(message: ":ACME_RUN:\n:ACME_MEMORY: 0").errors.map(\.description) == ["out_of_range:ACME_MEMORY"])
    }

    @Test(
        "memory with a unit is answered with the number of MiB",
        arguments: [
            ("8GiB", "8192"), ("8 GB", "8192"), ("8g", "8192"), ("512M", "512"), ("1T", "1048576"), ("lots", nil), ("8K", nil),
            ("99999999999999999T", nil),
        ] as [(String, String?)])
    func memoryUnits(_ text: String, _ meant: String?) {
        let directives = Directives(message: ":ACME_RUN:\n:ACME_MEMORY: \(text)")
        #expect(directives.errors.map(\.description) == ["not_a_number:ACME_MEMORY"])
        #expect(directives.diagnostics.map(\.suggestion) == [meant.map { ":ACME_MEMORY: \($0)" }])
    }

    @Test("an executor or queue is named in letters, digits, dots, dashes and underscores")
    func on() {
        #expect(Directives(message: ":ACME_RUN:\n:ACME_ON: gpu-queue_2.a").on == "gpu-queue_2.a")
        for bad in ["a b", "a/b", "ä", "a;b", "$(id)"] {
            let directives = Directives(message: ":ACME_RUN:\n:ACME_ON: \(bad)")
            #expect(directives.on == nil)
            #expect(directives.errors.isEmpty)
            #expect(directives.diagnostics.map(\.code) == ["bad_name"])
        }
    }

    @Test("errors of our directives follow those of the table")
    func order() {
        let message = ":ACME_SWEEP:\n:ACME_ON:\n:ACME_TIMEOUT:\n:ACME_VCPUS:\n:ACME_MEMORY:\n:ACME_GPUS: x\n:ACME_RUN_EXP: x\n:ACME_ON:"
        #expect(
            Directives(message: message).errors.map(\.description) == [
                "unexpected_argument:ACME_RUN_EXP", "not_a_number:ACME_GPUS", "missing_argument:ACME_MEMORY",
                "missing_argument:ACME_VCPUS", "missing_argument:ACME_TIMEOUT", "missing_argument:ACME_ON", "duplicate:ACME_ON",
                "missing_argument:ACME_SWEEP", "missing_run",
            ])
    }

    @Test("the first of two values counts, and the second is a mistake on its own line")
    func duplicates() {
        let directives = Directives(message: ":ACME_RUN:\n:ACME_ON: a\n:ACME_ON: b\n:ACME_ON: c")
        #expect(directives.on == "a")
        #expect(directives.errors.map(\.description) == ["duplicate:ACME_ON"])
        #expect(directives.diagnostics.map(\.line) == [3, 4])
    }

    @Test("a sweep line is kept, and asks for something that varies")
    func sweep() {
        let directives = Directives(message: ":ACME_RUN:\n:ACME_SWEEP: max=50 jobs=8 goal=min")
        #expect(directives.sweep == "max=50 jobs=8 goal=min")
        #expect(directives.asksForSweep)
        #expect(directives.errors.isEmpty)
        #expect(directives.diagnostics.map(\.code) == ["needs_experiment"])
        #expect(!Directives(message: ":ACME_RUN:").asksForSweep)
    }
}
