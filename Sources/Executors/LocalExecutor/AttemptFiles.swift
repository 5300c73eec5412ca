import FoundationEssentials
import RunModel

/// Where an attempt's files are: `STATE/runs/RUNID/attempt-N/`, beside the run's own `work/`. Its job is named `RUNID/N`.
struct AttemptFiles: Sendable, Hashable {
    let state: String
    let run: RunID
    let number: Int

    init(state: String, run: RunID, number: Int) {
        self.state = state
        self.run = run
        self.number = number
    }

    /// Nil for what cannot be a job of this executor.
    init?(state: String, job: String) {
        let parts = job.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let run = RunID(String(parts[0])), let number = Int(parts[1]), number > 0, String(number) == parts[1]
        else { return nil }
        self.init(state: state, run: run, number: number)
    }

    var job: String { "\(run)/\(number)" }
    var work: String { "\(state)/runs/\(run)/work" }
    var directory: String { "\(state)/runs/\(run)/attempt-\(number)" }
    var spec: String { "\(directory)/spec.json" }
    var log: String { "\(directory)/log" }
    var exit: String { "\(directory)/exit.json" }
    /// Stands there when a job that was set up ahead may go on.
    var gate: String { "\(directory)/go" }
    /// Stands there if the kernel ended a process of the job for want of memory.
    var outOfMemory: String { "\(directory)/oom" }

    /// When the attempt was handed over.
    var submitted: Date? { Files.modified(spec) }

    func readSpec() throws(SystemCallError) -> JobSpec? {
        guard let bytes = try Files.bytes(spec) else { return nil }
        return try? JSONDecoder.bunsen.decode(JobSpec.self, from: Data(bytes))
    }

    /// The job's own word; nil where it has not spoken, or where its file was lost in a power cut (its log has it too).
    func readEnd() throws(SystemCallError) -> JobEnd? {
        guard let bytes = try Files.bytes(exit) else { return nil }
        return try? JSONDecoder.bunsen.decode(JobEnd.self, from: Data(bytes))
    }

    func readClaim() throws(SystemCallError) -> JobClaimFile? { try JobClaimFile.read(in: directory) }

    /// The attempts of a run that have files.
    private static func all(of run: RunID, in state: String) throws(SystemCallError) -> [AttemptFiles] {
        let names = try Files.names(in: "\(state)/runs/\(run)").filter { $0.hasPrefix("attempt-") }
        let numbers = names.compactMap { Int($0.dropFirst("attempt-".count)) }
        return numbers.sorted().map { AttemptFiles(state: state, run: run, number: $0) }
    }

    /// What may be running: the attempts without an end of their own, and those whose process is still about after it.
    ///
    /// - Parameter settled: when the directories of runs were changed last of which every attempt has ended; they are not looked
    ///   into again until another attempt changes them. Grows by what is found.
    static func open(in state: String, settled: inout [RunID: Date]) throws(SystemCallError) -> [AttemptFiles] {
        var open: [AttemptFiles] = []
        var kept: [RunID: Date] = [:]
        for run in try Files.names(in: "\(state)/runs").compactMap({ RunID($0) }).sorted() {
            // Before its attempts are listed: one that comes meanwhile shows at the next look.
            let changed = Files.modified("\(state)/runs/\(run)")
            if let changed, settled[run] == changed {
                kept[run] = changed
                continue
            }
            var found: [AttemptFiles] = []
            for files in try all(of: run, in: state) where try files.isOpen() { found.append(files) }
            // A file system counts time in steps: what changes within one of them looks unchanged.
            if found.isEmpty, let changed, Date().timeIntervalSince(changed) > 1 { kept[run] = changed }
            open += found
        }
        settled = kept
        return open
    }

    private func isOpen() throws(SystemCallError) -> Bool {
        if Files.isMissing(exit) { return true }
        return try readClaim()?.process?.isAlive ?? false
    }
}
