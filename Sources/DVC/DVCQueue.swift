package import RunModel

/// DVC's queue of experiments; see `Driver/dvc_queue.py`.
package struct DVCQueue: Sendable, Decodable {
    package struct Entry: Sendable, Decodable {
        /// The stash's commit: its tree is the work tree that the experiment was queued with, and DVC's own files besides.
        package let rev: CommitSHA
        /// The commit that the experiment is based on.
        package let base: CommitSHA
        package let name: String?
        /// Of `dvc exp run`, without name and parameters.
        package let arguments: [String]
        /// Options that only DVC's own queue has a use for.
        package let leftOut: [String]

        enum CodingKeys: String, CodingKey {
            case rev, base, name, arguments
            case leftOut = "left_out"
        }
    }

    /// Oldest first.
    package let entries: [Entry]
}

extension DVCSession {
    package func queue(in directory: String, reply file: String) async throws -> DVCQueue {
        try await fromFile(file) { DVCRequest(id: $0, call: "queue", cwd: directory, replyTo: file) }
    }
}
