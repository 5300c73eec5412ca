import RunModel

/// Hears what stages print, for the line in which `wandb` says where a run is: `wandb: 🚀 View run NAME at: URL`.
actor WandbOutput {
    private(set) var runs: [WandbRun] = []
    private var line: [UInt8] = []
    private static let longestLine = 2000
    private static let mark = Array("/runs/".utf8)

    func hear(_ bytes: [UInt8]) {
        for piece in bytes.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
            if piece.offset > 0 { finish() }
            if line.count < Self.longestLine { line += piece.element.prefix(Self.longestLine - line.count) }
        }
    }

    private func finish() {
        defer { line.removeAll(keepingCapacity: true) }
        // Most lines are none, and there may be very many.
        guard line.contains(Self.mark) else { return }
        let plain = OutputLine.plain(String(decoding: line, as: UTF8.self))
        guard plain.contains("View run") else { return }
        for word in plain.split(separator: " ") {
            guard let run = WandbRun(url: String(word)), !runs.contains(run), runs.count < WandbRun.mostInReport else { continue }
            runs.append(run)
        }
    }
}
