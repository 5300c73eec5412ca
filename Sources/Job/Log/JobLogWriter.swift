import DVC
package import FoundationEssentials
package import RunModel

/// Writes a job's log: stages' output and the job's own events, with every known secret taken out.
package actor JobLogWriter {
    private let nonce: String
    private let write: @Sendable ([UInt8]) -> Void
    private let now: @Sendable () -> Date
    private var redactor: Redactor
    private let plain: Redactor
    private var atLineStart = true
    private var line: [UInt8] = []
    private var recent: [String] = []

    /// - Parameter write: takes bytes of the log, in order.
    package init(
        nonce: String, secrets: [String], now: @escaping @Sendable () -> Date,
        write: @escaping @Sendable ([UInt8]) -> Void
    ) {
        self.nonce = nonce
        self.now = now
        self.write = write
        redactor = Redactor(secrets: secrets)
        plain = Redactor(secrets: secrets)
    }

    /// Bytes of a stage, as they came.
    package func output(_ bytes: [UInt8]) { put(redactor.feed(bytes)) }

    package func step(_ step: JobStep) { event(JobEvent(at: now(), step: step)) }
    package func note(_ level: JobEvent.Note.Level, _ text: String) {
        event(JobEvent(at: now(), note: JobEvent.Note(level, plain.redact(text))))
    }
    package func stage(_ progress: JobEvent.StageProgress) {
        if progress.stage.state == .running { recent = [] }
        event(JobEvent(at: now(), stage: progress))
    }
    /// What DVC's driver tells, in the log's form.
    func hear(_ told: DVCSession.Event) {
        switch told {
        case .output(let bytes): output(bytes)
        case .note(let note): self.note(note.level, note.text)
        case .stage(let progress): stage(progress)
        }
    }

    package func end(_ end: JobEnd) {
        put(redactor.finish())
        event(JobEvent(at: now(), end: Self.cut(end)))
    }

    /// The log's own limit: a report that is larger stands in the exit file alone.
    private static func cut(_ end: JobEnd) -> JobEnd {
        guard let size = try? JSONEncoder.bunsen.encode(end).count, size > 200_000 else { return end }
        var end = end
        end.report?.metrics = []
        end.report?.params = []
        end.report?.custom = nil
        end.report?.remarks.append("Metrics, parameters and the repository's own report were too much for the log; the git note has them.")
        return end
    }

    /// The last lines (at most 50) of the stage that ran last, for the report.
    package var lastLines: [String] {
        let open = line.isEmpty ? [] : [String(decoding: line, as: UTF8.self)]
        return Array((recent + open).suffix(50))
    }

    package nonisolated func redact(_ text: String) -> String { plain.redact(text) }

    private func event(_ event: JobEvent) {
        // What the redactor holds back stays held: half of a secret must not slip out because an event came between.
        // An event is a line of its own, also after a stage's unfinished one.
        if !atLineStart { put([10]) }
        write(Array((JobLog.line(for: event, nonce: nonce) + "\n").utf8))
    }

    private func put(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        write(bytes)
        atLineStart = bytes.last == 10
        for byte in bytes {
            if byte != 10 {
                if line.count < 2000 { line.append(byte) }
                continue
            }
            recent.append(String(decoding: line, as: UTF8.self))
            line = []
        }
        if recent.count > 100 { recent.removeFirst(recent.count - 50) }
    }
}
