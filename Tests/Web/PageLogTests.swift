import Foundation
import RunModel
import Testing
import Web

@Suite("The end of a log on a page")
struct PageLogTests {
    private func tail(_ text: String, size: Int? = nil) -> LogTail {
        let bytes = Array(text.utf8)
        return LogTail(attempt: 1, nonce: "n0nce", bytes: bytes[...], size: size ?? bytes.count)
    }

    @Test(
        "a line is as a terminal leaves it standing, without what it does to one",
        arguments: [
            ("\u{1B}[1;31mred\u{1B}[0m", "red"), ("\u{1B}[38;5;196mx\u{1B}[K", "x"), ("\u{1B}]0;title\u{7}x", "x"),
            ("\u{1B}]8;;https://x.example\u{1B}\\link\u{1B}]8;;\u{1B}\\", "link"), ("\u{9B}31mx", "x"), ("\u{1B}(Bx", "x"),
            ("\u{1B}=x", "x"),
            ("\u{1B}Pq#0\u{1B}\\x", "x"), ("a\u{1B}", "a"), ("a\u{1B}[", "a"), ("a\u{1B}]0;", "a"), ("\u{1B}\u{1B}[1mx", "x"),
            (" 10%\r 50%\r100%", "100%"), ("100%\r", "100%"), ("\r", ""), ("", ""), ("a\tb", "a\tb"), ("a\u{0}\u{8}b\u{7F}", "ab"),
            ("\u{202E}evil\u{2066}\u{200B}", "evil"), ("héé \u{1F600}", "héé \u{1F600}"), ("[31m", "[31m"), ("1\u{1B}[2\u{1B}[3mx", "1x"),
            ("\u{1B}[1m\r\u{1B}[2mx", "x"),
        ])
    func lines(raw: String, clean: String) {
        #expect(OutputLine.plain(raw) == clean)
        #expect(tail("\(raw)\n").lines == [.output(clean)])
    }

    @Test("the last 200 lines are kept, in their order")
    func count() {
        let all = tail((1...1000).map { "\($0)\n" }.joined())
        #expect(all.lines.map(\.text) == (801...1000).map { "\($0)" } && all.isCut)
        let few = tail("1\n\n3")
        #expect(few.lines == [.output("1"), .output(""), .output("3")] && !few.isCut)
        #expect(tail((1...200).map { "\($0)\n" }.joined()).isCut == false)
        #expect(tail("").lines.isEmpty && tail("\n").lines == [.output("")])
    }

    @Test("64 KiB at most are kept, and of one line 2000 characters")
    func bytes() {
        let wide = tail(String(repeating: String(repeating: "x", count: 1500) + "\n", count: 100))
        #expect(wide.lines.count == LogTail.mostBytes / 1501 && wide.isCut)
        let endless = tail(String(repeating: "y", count: 300_000))
        #expect(endless.lines == [.output(String(repeating: "y", count: 2000) + "…")])
    }

    @Test("of a line that the window cuts nothing is shown, unless there is no other")
    func window() {
        #expect(tail("lf a line\nwhole\n", size: 1000).lines == [.output("whole")])
        #expect(tail("lf a line\nwhole\n", size: 1000).isCut)
        #expect(tail("of one endless line", size: 1000).lines == [.output("of one endless line")])
    }

    @Test("the job's own lines become words, with its nonce only, and those that say nothing are left out")
    func events() {
        let stage = JobEvent.StageProgress(stage: StageOutcome(name: "train", state: .running), n: 2, of: 4)
        var done = stage
        done.stage = StageOutcome(name: "train", state: .done, seconds: 61)
        let start = JobEvent(at: PageSamples.time, stage: stage)
        let lines = [
            JobLog.line(for: JobEvent(at: PageSamples.time, step: .fetch), nonce: "n0nce"), JobLog.line(for: start, nonce: "n0nce"),
            "epoch 1",
            JobLog.line(for: JobEvent(at: PageSamples.time, note: JobEvent.Note(.warning, "no cgroup")), nonce: "n0nce"),
            JobLog.line(for: JobEvent(at: PageSamples.time, note: JobEvent.Note(.info, "quiet")), nonce: "n0nce"),
        ]
        let running = tail(lines.joined(separator: "\n"))
        #expect(running.lines == [.note("stage 2 of 4 · train"), .output("epoch 1"), .note("no cgroup")])
        #expect(running.stageStartedAt == PageSamples.time)
        let over = tail(
            (lines + [JobLog.line(for: JobEvent(at: PageSamples.time + 61, stage: done), nonce: "n0nce")]).joined(separator: "\n"))
        #expect(over.lines.last == .note("train · 1m 01s") && over.stageStartedAt == nil)
        let forged = JobLog.line(for: start, nonce: "other")
        #expect(tail(forged).lines == [.output(forged)])
    }
}
