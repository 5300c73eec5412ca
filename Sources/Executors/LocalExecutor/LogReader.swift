import Engine
import RunModel

/// Follows a job's log: how far the job is, its last lines of output, its own word on its end. Reads on from where it was, and
/// holds the same little however long the log or a line of it is.
struct LogReader: Sendable {
    /// How many lines of output are kept, and how much of each.
    static let keptLines = 50
    static let keptBytes = 4096
    /// The longest line that can be an event: the end's has the report in it, up to 200 KB.
    static let longestEvent = 1 << 20

    private(set) var progress = JobProgress()
    private(set) var end: JobEnd?
    private let path: String
    private let nonce: String
    private let mark: [UInt8]
    private var offset = 0
    /// The line that has no LF yet; what is over the limit is not in it.
    private var line: [UInt8] = []
    private var output: [[UInt8]] = []

    init(path: String, nonce: String) {
        self.path = path
        self.nonce = nonce
        mark = Array("bunsen \(nonce) ".utf8)
    }

    /// At most 50 lines of the stages' output, each cut to 4 KiB; the line that is still being written is not among them.
    var lastLines: [String] { output.map { String(decoding: $0, as: UTF8.self) } }

    /// Reads to the end of what is there now.
    mutating func catchUp() throws(SystemCallError) {
        while let bytes = try Files.read(path, from: offset, limit: 256 << 10), !bytes.isEmpty {
            offset += bytes.count
            take(bytes[...])
        }
    }

    private mutating func take(_ bytes: ArraySlice<UInt8>) {
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
