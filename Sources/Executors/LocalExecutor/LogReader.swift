import Engine

/// Follows a job's log file, and reads on from where it was.
struct LogReader: Sendable {
    private(set) var output: JobOutput
    private let path: String
    private var offset = 0

    init(path: String, nonce: String) {
        self.path = path
        output = JobOutput(nonce: nonce)
    }

    /// Reads to the end of what is there now.
    mutating func catchUp() throws(SystemCallError) {
        while let bytes = try Files.read(path, from: offset, limit: 256 << 10), !bytes.isEmpty {
            offset += bytes.count
            output.take(bytes[...])
        }
    }
}
