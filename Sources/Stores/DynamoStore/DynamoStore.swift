package import AWS
package import Engine
import FoundationEssentials
package import RunModel

/// Runs in one DynamoDB table, for services that live for one event at a time, several at once.
///
/// A run is an item `run#ID`; its JSON is what counts, the attributes beside it are for finding it. Everything that must not
/// happen twice is a condition of a write: no reading decides it. The index ``index`` lags behind by a moment, so what it
/// gives is where to look, and never a reason to write without a condition.
package struct DynamoStore: RunStore {
    package static let index = "shelves"

    let database: DynamoDB
    let table: String
    /// Waits until a write that others came before is tried again.
    let pause: @Sendable (_ tries: Int) async throws -> Void
    /// How often a write that others came before is tried.
    static let tries = 40

    package init(
        _ database: DynamoDB, table: String,
        pause: @escaping @Sendable (_ tries: Int) async throws -> Void = { tries in
            let most = min(400, 10 << min(tries, 6))
            try await Task.sleep(for: .milliseconds(Int.random(in: 0...most)))
        }
    ) {
        self.database = database
        self.table = table
        self.pause = pause
    }

    package func run(_ id: RunID) async throws -> Run? { try await stored(id)?.run }

    package func run(withKey key: RunKey) async throws -> Run? {
        guard let item = try await database.item(Key.claim(key), of: table), let id = item["run"]?.string.flatMap({ RunID($0) }) else {
            return nil
        }
        return try await run(id)
    }

    package func runs(withPrefix prefix: String, limit: Int) async throws -> [Run] {
        guard prefix.utf8.count <= 26 else { return [] }
        let filter = DynamoExpression("begins_with(#i, :i)", names: ["#i": "id"], values: [":i": .string(prefix)])
        return Array(
            try await newest(on: Shelf.allCases, filter: prefix.isEmpty ? nil : filter, limit: limit).sorted { $0.id > $1.id }.prefix(limit)
        )
    }

    package func runs(_ filter: RunFilter, limit: Int) async throws -> [Run] {
        var texts: [String] = []
        var (names, values): ([String: String], [String: AttributeValue]) = ([:], [:])
        if let repository = filter.repository {
            texts.append("#r = :r")
            names["#r"] = "repository"
            values[":r"] = .string(repository.text)
        }
        if let states = filter.states {
            if states.isEmpty { return [] }
            let places = states.sorted().enumerated().map { (":s\($0.offset)", $0.element) }
            for (place, state) in places { values[place] = .string(state) }
            texts.append("#s IN (\(places.map(\.0).joined(separator: ", ")))")
            names["#s"] = "state"
        }
        let expression = texts.isEmpty ? nil : DynamoExpression(texts.joined(separator: " AND "), names: names, values: values)
        return try await newest(on: Shelf.allCases, filter: expression, limit: limit)
    }

    package func openRuns() async throws -> [Run] {
        try await runs(on: .open, filter: nil, isForward: true, limit: .max).filter { !$0.state.isEnded }
    }

    package func frontRuns(perLane limit: Int) async throws -> [Run] {
        var seen: [[String]: Int] = [:]
        return try await openRuns().filter { run in
            guard run.state == .accepted else { return true }
            let lane = [run.request.repository.text, run.lane]
            seen[lane, default: 0] += 1
            return seen[lane, default: 0] <= limit
        }
    }

    package func isResult(_ sha: CommitSHA, of repository: RepositoryName) async throws -> Bool {
        try await database.item(Key.result(sha, repository), of: table) != nil
    }

    private func newest(on shelves: [Shelf], filter: DynamoExpression?, limit: Int) async throws -> [Run] {
        var all: [Run] = []
        for shelf in shelves { all += try await runs(on: shelf, filter: filter, isForward: false, limit: limit) }
        // One that changed its shelf between the two looks is on both.
        var seen: Set<RunID> = []
        let once = all.filter { seen.insert($0.id).inserted }
        return Array(once.sorted { ($0.acceptedAt, $0.id.text) > ($1.acceptedAt, $1.id.text) }.prefix(limit))
    }

    private func runs(on shelf: Shelf, filter: DynamoExpression?, isForward: Bool, limit: Int) async throws -> [Run] {
        var query = DynamoQuery(
            table, index: Self.index,
            key: DynamoExpression("#h = :h", names: ["#h": "shelf"], values: [":h": .string(shelf.rawValue)]))
        query.filter = filter
        query.isForward = isForward
        var found: [Run] = []
        for try await item in pages(of: query) {
            if let run = try await run(of: item) { found.append(run) }
            if found.count >= limit { break }
        }
        return found
    }

    func pages(of query: DynamoQuery) -> Pages { Pages(database: database, query: query) }
}

/// Where the index has a run.
enum Shelf: String, CaseIterable {
    case open
    case ended
}
