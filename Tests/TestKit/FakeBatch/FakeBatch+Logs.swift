import Foundation

/// CloudWatch's side: a stream an attempt, an event a line, long lines in pieces as Docker hands them on.
extension FakeBatch {
    private static let piece = 16_384
    /// Events on a page, so few that tests see several.
    private static let pageSize = 200

    func log(of stream: String) -> String { "\(directory.path)/\(stream.replacing("/", with: "_")).log" }

    /// All that a job has said so far.
    package func output(of id: String) -> String {
        let attempts = withState { ($0.jobs[id]?.attempts.count ?? 0) + 1 }
        return (1...attempts).compactMap { try? String(contentsOfFile: log(of: "acme/default/\(id)-\($0)"), encoding: .utf8) }.joined()
    }

    func events(_ question: JSON) throws -> JSON {
        guard question["logGroupName"]?.text == "/acme/jobs", let stream = question["logStreamName"]?.text,
            let bytes = FileManager.default.contents(atPath: log(of: stream))
        else { throw BatchRefusal("The specified log stream does not exist.", code: "ResourceNotFoundException") }
        let events = Self.events(Array(bytes))
        let limit = min(question["limit"]?.number ?? 10_000, Self.pageSize)
        let token = question["nextToken"]?.text
        let start: Int
        if let token {
            guard token.hasPrefix("f/"), let number = Int(token.dropFirst(2)) else {
                throw BatchRefusal("The specified nextToken is invalid.", code: "InvalidParameterException")
            }
            start = number
        } else {
            start = question["startFromHead"]?.flag == true ? 0 : max(0, events.count - limit)
        }
        let page = events.dropFirst(start).prefix(limit)
        return [
            "events": .list(page.map { ["timestamp": .number(Self.milliseconds), "message": .text($0), "ingestionTime": .number(0)] }),
            "nextForwardToken": .text("f/\(start + page.count)"), "nextBackwardToken": .text("b/\(start)"),
        ]
    }

    private static func events(_ bytes: [UInt8]) -> [String] {
        var events: [String] = []
        // A line is handed on when it is whole.
        guard let end = bytes.lastIndex(of: 10) else { return [] }
        for line in bytes[..<end].split(separator: 10, omittingEmptySubsequences: false) {
            var rest = line
            while rest.count > piece {
                events.append(String(decoding: rest.prefix(piece), as: UTF8.self))
                rest = rest.dropFirst(piece)
            }
            events.append(String(decoding: rest, as: UTF8.self))
        }
        return events
    }
}
