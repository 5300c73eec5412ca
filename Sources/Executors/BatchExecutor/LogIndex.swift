import AWS
import FoundationEssentials

/// Where the bytes of a job's log are: over all its streams, one after the other, a mark for every page that was read.
struct LogIndex: Sendable {
    struct Mark: Sendable, Equatable {
        /// Where the page begins, in bytes of the whole log.
        var offset: Int
        var stream: Int
        var token: String?
    }

    private var marks = [Mark(offset: 0, stream: 0, token: nil)]
    /// What was read last: people read on from where they were.
    private var last: (mark: Mark, bytes: [UInt8])?

    init() {}

    /// - Parameter fetch: one page of a stream.
    mutating func read(
        from offset: Int, limit: Int, streams: Int, fetch: (_ stream: Int, _ token: String?) async throws -> LogPage
    ) async throws -> [UInt8] {
        var found: [UInt8] = []
        var mark = marks.last { $0.offset <= offset } ?? marks[0]
        while found.count < limit, mark.stream < streams {
            let page = try await fetch(mark.stream, mark.token)
            let bytes = page.bytes
            let skipped = min(max(0, offset + found.count - mark.offset), bytes.count)
            found += bytes[skipped...].prefix(limit - found.count)
            var next = Mark(offset: mark.offset + bytes.count, stream: mark.stream, token: page.next ?? mark.token)
            if page.next == nil || page.next == mark.token {
                // The stream's end, as it is now. Only another stream behind it makes it a final one.
                guard mark.stream + 1 < streams else { break }
                next = Mark(offset: next.offset, stream: mark.stream + 1, token: nil)
            }
            if let last = marks.last, next.offset >= last.offset, next != last, mark == last || next.offset > last.offset {
                marks.append(next)
            }
            mark = next
        }
        return found
    }
}
