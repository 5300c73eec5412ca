/// What a run used of what was asked for it, in words, and what to ask for instead where the two are far apart.
package struct Sizing: Sendable, Equatable {
    /// Below this part of what was asked, less would do.
    static let little = 0.5
    /// Above this part of the memory that was asked, the next run may not come through.
    static let much = 0.9
    /// A GPU that is used less waits for something.
    static let idle = 0.3
    /// What is recommended is so much more than what was used.
    static let room = 1.5
    /// Nobody saves anything by asking for less.
    static let leastMiB = 1024
    /// Averages of a shorter run say nothing, in seconds.
    static let leastSeconds = 60.0

    /// `4 vCPUs, 32 GiB, 1 GPU`.
    package var asked: String
    /// `peak memory 3.1 of 32 GiB asked`.
    package var memory: String?
    /// `CPU 1.9 of 4 vCPUs on average`.
    package var cpu: String?
    /// A name that comes from outside, and `41 % busy, peak memory 10.2 of 80 GiB`.
    package var gpus: [GPU]
    /// Sentences.
    package var advice: [String] = []

    package struct GPU: Sendable, Equatable {
        package var name: String
        package var use: String
    }

    package init(_ report: Report) {
        let used = report.resources
        let asked = used.asked
        self.asked = "\(Figures.count(asked.vcpus, "vCPU")), \(Figures.memory(asked.memoryMiB))"
        if asked.gpus > 0 { self.asked += ", \(Figures.count(asked.gpus, "GPU"))" }
        memory = used.peakMemoryKiB.map { "peak memory \(Figures.memory($0, ofMiB: asked.memoryMiB)) asked" }
        let average = Self.average(report)
        cpu = average.map { "CPU \(Figures.tenths($0)) of \(Figures.count(asked.vcpus, "vCPU")) on average" }
        gpus = (used.gpus ?? []).map { GPU(name: $0.name, use: Self.use($0)) }
        let ran = report.stages.filter { $0.state == .done || $0.state == .failed }
        guard !ran.isEmpty else { return }
        if let peak = used.peakMemoryKiB, let word = Self.memoryAdvice(peak, asked: asked.memoryMiB, report.outcome) { advice.append(word) }
        guard report.times.wallSeconds >= Self.leastSeconds, report.outcome == "succeeded" else { return }
        if let average, asked.vcpus > 1, average < Self.little * Double(asked.vcpus) {
            let enough = max(1, Int((average * 1.1).rounded(.up)))
            if enough < asked.vcpus { advice.append("Fewer vCPUs would do: `:ACME_VCPUS: \(enough)`.") }
        }
        if let word = Self.gpuAdvice(used.gpus ?? [], asked: asked.gpus) { advice.append(word) }
    }

    /// vCPUs at a time, while stages ran.
    private static func average(_ report: Report) -> Double? {
        guard let seconds = report.resources.cpuSeconds, seconds.isFinite, seconds >= 0 else { return nil }
        let stages = report.stages.reduce(0) { $0 + (($1.state == .done || $1.state == .failed) ? $1.seconds ?? 0 : 0) }
        let time = stages >= 1 ? stages : report.times.wallSeconds
        return time > 0 ? seconds / time : nil
    }

    private static func memoryAdvice(_ peakKiB: Int, asked: Int, _ outcome: String) -> String? {
        let peak = Double(peakKiB) / 1024
        let enough = (Int(peak * room) + 511) / 512 * 512
        if peak > much * Double(asked) { return "Nearly all memory was used, ask for more: `:ACME_MEMORY: \(enough)`." }
        let least = max(leastMiB, enough)
        guard outcome == "succeeded", peak < little * Double(asked), least < asked else { return nil }
        return "Less memory would do: `:ACME_MEMORY: \(least)`."
    }

    private static func gpuAdvice(_ gpus: [Report.GPU], asked: Int) -> String? {
        let busy = gpus.compactMap(\.utilization)
        guard asked > 0, let most = busy.max(), busy.count == gpus.count else { return nil }
        if most < 0.01 { return "No GPU was used: ask for none with `:ACME_GPUS: 0`." }
        if most < idle { return "The GPUs were idle most of the time: they may wait for their input." }
        if asked > 1, let least = busy.min(), least < 0.01 { return "Not every GPU was used: ask for fewer with `:ACME_GPUS:`." }
        return nil
    }

    private static func use(_ gpu: Report.GPU) -> String {
        var facts: [String] = []
        if let part = gpu.utilization, part.isFinite { facts.append("\(Int((min(max(part, 0), 1) * 100).rounded())) % busy") }
        if let peak = gpu.peakMemoryMiB {
            let memory = gpu.memoryMiB.map { Figures.memory(peak * 1024, ofMiB: $0) } ?? Figures.memory(peak)
            facts.append("peak memory \(memory)")
        }
        return facts.isEmpty ? "nothing is known of its use" : facts.joined(separator: ", ")
    }
}
