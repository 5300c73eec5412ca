/// CloudWatch Logs: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/
///
/// All calls throw ``AWSError`` and `CancellationError`.
package struct CloudWatchLogs: Sendable {
    private let client: AWSClient
    private let rate: CallRate?

    package init(_ client: AWSClient, rate: CallRate? = nil) {
        self.client = client
        self.rate = rate
    }

    /// One page of a stream, the oldest events first.
    ///
    /// A page may be empty and not be the last: the end is where ``LogPage/next`` is the token that was asked with.
    ///
    /// - Parameters:
    ///   - token: of the page before; nil: the stream's first page.
    ///   - limit: 1 to 10,000 events; a page has at most 1 MB all the same.
    package func events(of stream: String, in group: String, from token: String? = nil, limit: Int = 10_000) async throws -> LogPage {
        try await page(Question(logGroupName: group, logStreamName: stream, nextToken: token, limit: limit, startFromHead: true))
    }

    /// The last events of a stream, the oldest of them first: at most 1 MB of them.
    package func lastEvents(of stream: String, in group: String, limit: Int = 10_000) async throws -> LogPage {
        try await page(Question(logGroupName: group, logStreamName: stream, nextToken: nil, limit: limit, startFromHead: false))
    }

    package func hasGroup(_ group: String) async throws -> Bool {
        struct Question: Encodable { let logGroupNamePrefix: String }
        struct Answer: Decodable {
            struct Group: Decodable { let logGroupName: String }
            let logGroups: [Group]?
        }
        // Sorted by name: the group itself comes before all that begin with its name.
        let request = try AWSRequest(.logs, "DescribeLogGroups", json: Question(logGroupNamePrefix: group))
        return try await client.send(request, rate: rate) {
            try $0.json(Answer.self).logGroups?.contains { $0.logGroupName == group } ?? false
        }
    }

    /// Removes a group with all of its streams; one that is not there is removed already.
    package func deleteGroup(_ group: String) async throws {
        struct Question: Encodable { let logGroupName: String }
        do {
            try await client.send(AWSRequest(.logs, "DeleteLogGroup", json: Question(logGroupName: group)), rate: rate) { _ in }
        } catch let error as AWSError where error.code == "ResourceNotFoundException" {
            // As after an answer that was lost.
        }
    }

    private struct Question: Encodable {
        let logGroupName: String
        let logStreamName: String
        let nextToken: String?
        let limit: Int
        let startFromHead: Bool
    }

    private func page(_ question: Question) async throws -> LogPage {
        let request = try AWSRequest(.logs, "GetLogEvents", json: question)
        return try await client.send(request, rate: rate) { try $0.json() }
    }

    /// The pages up to the stream's present end.
    ///
    /// - Parameter take: what is to be done with each page; false ends the reading.
    /// - Returns: the token to go on with.
    @discardableResult
    package func read(
        _ stream: String, in group: String, from token: String? = nil, take: (LogPage) async throws -> Bool
    ) async throws -> String? {
        var token = token
        while true {
            let page = try await events(of: stream, in: group, from: token)
            let isLast = page.next == token || page.next == nil
            let goesOn = try await take(page)
            token = page.next ?? token
            if isLast || !goesOn { return token }
        }
    }
}

package struct LogPage: Decodable, Sendable, Equatable {
    package let events: [LogEvent]
    /// The token of the next page; the end of a stream answers the token that it was asked with.
    package let next: String?

    private enum CodingKeys: String, CodingKey {
        case events
        case next = "nextForwardToken"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        events = try container.decodeIfPresent([LogEvent].self, forKey: .events) ?? []
        next = try container.decodeIfPresent(String.self, forKey: .next)
    }
}

package struct LogEvent: Decodable, Sendable, Equatable {
    /// Milliseconds since 1970, by the writer's clock.
    package let timestamp: Int64?
    package let message: String?
}
