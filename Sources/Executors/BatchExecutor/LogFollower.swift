import AWS
import Engine
import FoundationEssentials

/// Follows the log stream of a running job, for how far it has come.
struct LogFollower: Sendable {
    let stream: String
    private(set) var output: JobOutput
    var readAt = Date.distantPast
    private var token: String?
    /// Seconds between two looks, and pages of one look.
    private static let spacing = 5.0
    private static let pages = 4

    init(stream: String, nonce: String) {
        self.stream = stream
        output = JobOutput(nonce: nonce)
    }

    func isDue(at now: Date) -> Bool { now.timeIntervalSince(readAt) >= Self.spacing }

    mutating func catchUp(_ logs: CloudWatchLogs, group: String) async throws {
        for _ in 0..<Self.pages {
            let page = try await logs.events(of: stream, in: group, from: token)
            output.take(page.bytes[...])
            if page.next == token || page.next == nil { return }
            token = page.next
        }
    }
}

/// How many logs may be read for progress: CloudWatch takes few calls a second of an account, and people who read logs go first.
struct LogBudget: Sendable {
    private static let perSecond = 5.0
    private var left = perSecond
    private var at = Date.distantPast

    mutating func take(at now: Date) -> Bool {
        left = min(Self.perSecond, left + max(0, now.timeIntervalSince(at)) * Self.perSecond)
        at = now
        guard left >= 1 else { return false }
        left -= 1
        return true
    }
}

extension CloudWatchLogs {
    /// What the end of a stream tells. One that is not there tells nothing.
    func tail(of stream: String, in group: String, nonce: String) async throws -> JobOutput {
        var output = JobOutput(nonce: nonce)
        do {
            output.take(try await lastEvents(of: stream, in: group).bytes[...])
        } catch let error as AWSError where error.code == "ResourceNotFoundException" {
        }
        return output
    }
}

extension LogPage {
    /// The lines of the job. Docker hands on a line of more than 16 KiB in pieces of 16 KiB, and its log driver cuts what is
    /// longer than an event may be: such a piece is no line's end.
    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        for event in events {
            guard let message = event.message else { continue }
            bytes += message.utf8
            let length = message.utf8.count
            if length != 16_384, length < 262_118 { bytes.append(UInt8(ascii: "\n")) }
        }
        return bytes
    }
}
