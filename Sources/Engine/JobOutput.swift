package import RunModel

/// Reads a job's log as it comes: how far the job is, its last lines of output, its own word on its end. Holds the same little
/// however long the log or a line of it is.
package struct JobOutput: Sendable {
    /// How many lines of output are kept, and how much of each.
    private static let keptLines = 50
    private static let keptBytes = 4096
    /// The longest line that can be an event: the end's has the report in it, up to 200 KB.
    private static let longestEvent = 1 << 20

    package private(set) var progress = JobProgress()
    package private(set) var end: JobEnd?
    private let nonce: String
    private let mark: [UInt8]
    /// The line that has no LF yet; what is over the limit is not in it.
    private var line: [UInt8] = []
    private var output: [[UInt8]] = []

    package init(nonce: String) {
        self.nonce = nonce
        mark = Array("bunsen \(nonce) ".utf8)
    }

    /// At most 50 lines of the stages' output, each cut to 4 KiB; the line that is still being written is not among them.
    package var lastLines: [String] { output.map { String(decoding: $0, as: UTF8.self) } }

    /// The next bytes, wherever they begin and end.
    package mutating func take(_ bytes: ArraySlice<UInt8>) {
        var rest = bytes
        while let lineEnd = rest.firstIndex(of: UInt8(ascii: "\n")) {
            append(rest[..<lineEnd])
            finishLine()
            rest = rest[(lineEnd + 1)...]
        }
        append(rest)
    }

    private mutating func append(_ bytes: ArraySlice<UInt8>) {
        line += bytes.prefix(Self.longestEvent - line.count)
    }

    private mutating func finishLine() {
        defer { line.removeAll(keepingCapacity: line.capacity <= 64 << 10) }
        if line.starts(with: mark), case .event(let event) = JobLog.read(String(decoding: line, as: UTF8.self), nonce: nonce) {
            progress.step = event.step ?? progress.step
            progress.stage = event.stage ?? progress.stage
            end = event.end ?? end
            return
        }
        if output.count == Self.keptLines { output.removeFirst() }
        output.append(Array(line.prefix(Self.keptBytes)))
    }
}
