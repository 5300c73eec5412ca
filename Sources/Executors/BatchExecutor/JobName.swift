import RunModel

/// Names of jobs on Batch: `bunsen-REPO-SHA7-RUNID-ATTEMPT`, at most 128 of `A-Z a-z 0-9 _ -`. What an attempt asks for has one
/// name, so that a job that may have been submitted can be looked for.
enum JobName {
    /// What the jobs of Bunsen are known by.
    static let mark = "bunsen-"

    static func of(_ run: Run, attempt: Int) -> String {
        let readable = run.request.repository.shortName.utf8.prefix(60).map { byte in
            let isPlain = (48...57).contains(byte) || (97...122).contains(byte | 0x20) || byte == UInt8(ascii: "_")
            return isPlain ? byte : UInt8(ascii: "-")
        }
        return "\(mark)\(String(decoding: readable, as: UTF8.self))-\(run.request.sha.text.prefix(7))-\(run.id)-\(attempt)"
    }

    /// Whether the text can be a job's id at Batch: a UUID, and an index for a child of an array.
    static func isID(_ text: String) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts[0].utf8.count == 36, parts[0].utf8.allSatisfy({ $0 == 45 || $0.isHexadecimal }) else { return false }
        return parts.count == 1 || !parts[1].isEmpty && parts[1].utf8.count <= 5 && parts[1].utf8.allSatisfy { (48...57).contains($0) }
    }
}

extension UInt8 {
    fileprivate var isHexadecimal: Bool { (48...57).contains(self) || (97...102).contains(self | 0x20) }
}
