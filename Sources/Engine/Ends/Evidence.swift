package import FoundationEssentials
package import RunModel

/// All that is known of a job's end, for judging why it ended.
package struct Evidence: Sendable, Equatable {
    /// The job's own word: its exit file, or its last log line; nil where it could not speak.
    package var end: JobEnd?
    /// What an executor that is not of this machine says.
    package var word: ExecutorWord?
    package var exitCode: Int?
    package var signal: Int?
    package var startedAt: Date?
    package var endedAt: Date
    /// The machine went down and came up again while the job ran.
    package var rebooted: Bool
    /// The kernel, or whoever else holds the memory limit, ended a process for it.
    package var outOfMemory: Bool
    /// Where the job was when it was last heard of, by its own log lines.
    package var progress: JobProgress?
    /// The end of the log, redacted.
    package var lastLines: [String]

    package init(
        end: JobEnd?, word: ExecutorWord? = nil, exitCode: Int? = nil, signal: Int? = nil, startedAt: Date? = nil, endedAt: Date,
        rebooted: Bool = false, outOfMemory: Bool = false, progress: JobProgress? = nil, lastLines: [String] = []
    ) {
        self.end = end
        self.word = word
        self.exitCode = exitCode
        self.signal = signal
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.rebooted = rebooted
        self.outOfMemory = outOfMemory
        self.progress = progress
        self.lastLines = lastLines
    }

    /// The facts, one sentence each, for people.
    package var facts: [String] {
        var facts: [String] = []
        if let word { facts.append(word.description) }
        if let exitCode { facts.append("exit code \(exitCode)") }
        if let signal { facts.append("ended by signal \(signal)\(Self.name(ofSignal: signal).map { " (\($0))" } ?? "")") }
        if outOfMemory { facts.append("the memory limit was reached, and a process was ended for it") }
        if rebooted { facts.append("the machine has started anew since the job began") }
        if end == nil { facts.append("the job left no last word") }
        return facts
    }

    private static func name(ofSignal signal: Int) -> String? {
        [1: "HUP", 2: "INT", 4: "ILL", 6: "ABRT", 7: "BUS", 8: "FPE", 9: "KILL", 11: "SEGV", 13: "PIPE", 15: "TERM", 24: "XCPU"][signal]
    }

    /// The stage that was running when the job was last heard of.
    var stage: String? {
        guard let stage = progress?.stage?.stage, stage.state == .running else { return nil }
        return stage.name
    }

    /// Where the job was, as a part of a sentence.
    var place: String {
        if let stage { return "in stage \(stage)" }
        return progress?.step.map { "while \($0.activity)" } ?? "before it could say anything"
    }
}
