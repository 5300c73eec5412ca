import DVC
import Git
import RunModel

/// The plots of a report: drawn by the driver, kept on the remote as files of a commit of their own, which nobody has to fetch
/// who wants the result. Nothing of it ever fails a run.
struct ReportPlots: Sendable {
    let spec: JobSpec
    let session: DVCSession
    let local: Git
    let remote: Git
    /// ``ResultRefs/plots``.
    let ref: String
    let project: String
    let log: JobLogWriter
    let stop: StopRequest
    private static let patience: Duration = .seconds(120)

    /// - Parameters:
    ///   - report: has its base.
    ///   - reply: a path for the driver's answer.
    func draw(_ report: inout Report, result: CommitSHA, without excluded: [Glob], reply: String) async {
        guard await stop.cause == nil else {
            report.remarks.append("plots were not drawn: the job was told to end")
            return
        }
        await stop.watch(session)
        do {
            let base = report.base?.text
            let drawn = try await session.within(Self.patience) {
                try await session.plots(from: base, to: result.text, without: excluded, in: project, reply: reply)
            }
            report.remarks += remarks(on: drawn)
            if !drawn.drawings.isEmpty { report.plots = try await keep(drawn.drawings) }
        } catch {
            report.remarks.append("plots are left out: \(log.redact("\(error)"))")
        }
        await stop.watch(nil)
    }

    /// What is left out, and why.
    private func remarks(on drawn: DVCPlots) -> [String] {
        func names(_ names: [String]) -> String {
            let shown = names.prefix(10).map(log.redact).joined(separator: ", ")
            return names.count > 10 ? "\(shown) and \(names.count - 10) more" : shown
        }
        var remarks: [String] = []
        if drawn.missing {
            remarks.append(
                "plots were not drawn: the Python of DVC has no vl-convert; `pip install vl-convert-python` where DVC is installed brings it"
            )
        }
        if !drawn.images.isEmpty { remarks.append("pictures are not shown: \(names(drawn.images))") }
        if !drawn.large.isEmpty { remarks.append("plots that are too large were left out: \(names(drawn.large))") }
        if !drawn.rest.isEmpty, !drawn.missing {
            let why = drawn.drawings.count < 20 ? "drawing them took too long" : "20 are drawn at most"
            remarks.append("plots were left out, as \(why): \(names(drawn.rest))")
        }
        return remarks + drawn.errors.prefix(10).map { log.redact("plot \($0.path ?? ""): \($0.message)") }
    }

    private func keep(_ drawings: [DVCPlots.Drawing]) async throws -> Plots {
        var entries = ""
        var kept: [Plots.Drawing] = []
        for (number, drawing) in drawings.enumerated() {
            let file = "\(number + 1).svg"
            // What a stage writes into its plots may be what it must not print.
            let blob = try await local.run("hash-object", "-w", "--stdin", input: log.redact(drawing.svg)).text
            entries += "100644 blob \(blob)\t\(file)\n"
            kept.append(Plots.Drawing(name: log.redact(drawing.name), file: file))
        }
        let tree = try await local.run("mktree", input: entries).text
        let text = try await local.with(spec.commit.variables).run("commit-tree", tree, "-m", "Plots of Bunsen run \(spec.run)").text
        guard let commit = CommitSHA(text) else { throw Malformed(what: "commit", text: text) }
        // Another attempt of the same run may have left others, or leave some just now.
        for _ in 0..<3 {
            let there = try await remote.remoteRef(ref, at: spec.cloneURL)
            switch try await remote.swap(ref, at: spec.cloneURL, from: there?.text, to: text) {
            case .done: return Plots(ref: ref, commit: commit, drawings: kept)
            case .stale: continue
            case .refused(let reason): throw GitError(arguments: ["push", ref], kind: .denied, message: reason)
            }
        }
        throw GitError(arguments: ["push", ref], kind: .other, message: "others changed it three times")
    }
}
