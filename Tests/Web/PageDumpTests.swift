import Engine
import Foundation
import RunModel
import Testing
import Web

@Suite("dump") struct PageDumpTests {
    @Test func dump() throws {
        let dir = "/tmp/h4/out"
        try FileManager.default.createDirectory(atPath: dir, withIntermediateDirectories: true)
        let t = PageSamples.time
        func tail(_ s: String, _ size: Int? = nil) -> LogTail {
            LogTail(attempt: 1, nonce: "n0nce", bytes: Array(s.utf8)[...], size: size ?? s.utf8.count)
        }
        let ev = { (s: StageOutcome, n: Int, at: Double) in
            JobLog.line(for: JobEvent(at: t + at, stage: .init(stage: s, n: n, of: 4)), nonce: "n0nce")
        }
        var log = [ev(StageOutcome(name: "prepare", state: .cached), 1, 14), ev(StageOutcome(name: "train", state: .running), 2, 15)]
        for i in 1...22 {
            log.append(
                "\u{1B}[32mepoch \(i)/60\u{1B}[0m  loss \(String(format: "%.4f", 1.9 / Double(i)))  accuracy \(String(format: "%.4f", 1 - 0.4 / Double(i)))  lr 0.0005  \(i)s/it"
            )
        }
        let running = RunPage(
            try PageSamples.running(), progress: PageSamples.training, tail: tail(log.joined(separator: "\n") + "\n"), now: t + 1300)
        var ok = try PageSamples.succeeded()
        for i in 0..<14 {
            ok.report?.metrics.insert(
                MetricChange(
                    file: "metrics.json", name: "per_class.f1.class_\(i)", before: .number(0.9 + Double(i) / 200),
                    after: .number(0.91 + Double(i) / 211), delta: 0.01 - Double(i) / 1000, better: i < 10), at: 2)
        }
        log.append(ev(StageOutcome(name: "train", state: .done, seconds: 612.4), 2, 640))
        let succeeded = RunPage(ok, tail: tail(log.joined(separator: "\n") + "\n", 4_000_000), now: t + 1300)
        var q = try PageSamples.queued(); q.requestedBy = "ada"
        let queued = RunPage(q, queueReason: "place 3 in the queue of local; memory: 8192 MiB asked, 2048 MiB there", now: t + 30)
        let failed = RunPage(try PageSamples.failed(), tail: tail(log.prefix(9).joined(separator: "\n") + "\n"), now: t + 1300)
        for (n, p) in [("running", running), ("succeeded", succeeded), ("queued", queued), ("failed", failed)] {
            try p.html.text.write(toFile: "\(dir)/\(n).html", atomically: true, encoding: .utf8)
        }
    }
}
