import AWS
import Engine
import FoundationEssentials
import RunModel

/// A run as its items hold it.
struct StoredRun {
    let run: Run
    /// Counts the writes of the run.
    let version: Int64
    let parts: Int
}

extension DynamoStore {
    /// DynamoDB takes 400 KiB an item, names and attributes included.
    private static let partLength = 350_000

    /// Everything of a run that is written anew with each change of it.
    static func writes(_ run: Run, version: Int64, table: String, after former: StoredRun?) throws -> [DynamoWrite] {
        let json = try JSONEncoder.bunsen.encode(run)
        let starts = Array(stride(from: 0, to: max(json.count, 1), by: partLength))
        let pieces = starts.map { json[(json.startIndex + $0)..<(json.startIndex + min($0 + partLength, json.count))] }
        var item = Key.run(run.id)
        item["id"] = .string(run.id.text)
        item["json"] = .binary(Data(pieces[0]))
        item["parts"] = .number(pieces.count)
        item["version"] = .number(version)
        item["repository"] = .string(run.request.repository.text)
        item["state"] = .string(run.state.name)
        item["shelf"] = .string((run.state.isEnded ? Shelf.ended : .open).rawValue)
        item["since"] = .string(order(run))
        var writes: [DynamoWrite] = [.put(table: table, item: item, condition: former.map { .isAt($0.version) } ?? .isNew)]
        for (number, piece) in pieces.enumerated().dropFirst() {
            var part = Key.part(run.id, number)
            part["json"] = .binary(Data(piece))
            part["version"] = .number(version)
            writes.append(.put(table: table, item: part))
        }
        for number in pieces.count..<max(former?.parts ?? 0, pieces.count) {
            writes.append(.delete(table: table, key: Key.part(run.id, number)))
        }
        return writes
    }

    /// Sorts as times do: milliseconds in 15 digits, and the id for those of one moment.
    private static func order(_ run: Run) -> String {
        let digits = "\(Int64(max(0, run.acceptedAt.timeIntervalSince1970) * 1000))"
        return "\(String(repeating: "0", count: max(0, 15 - digits.count)))\(digits)#\(run.id)"
    }

    /// As it is now, after every write that has been answered.
    func stored(_ id: RunID) async throws -> StoredRun? {
        var query = DynamoQuery(table, key: .partition("run#\(id)"))
        query.isConsistent = true
        for tries in 0..<Self.tries {
            var items: [String: DynamoItem] = [:]
            for try await item in pages(of: query) { if let key = item["sk"]?.string { items[key] = item } }
            guard let head = items["run"] else { return nil }
            if let stored = try Self.decode(head, parts: items, id) { return stored }
            // Read while it was being written.
            try await pause(tries)
        }
        throw RunStoreError.isBusy(id)
    }

    /// Nil where the items are not of one write.
    private static func decode(_ head: DynamoItem, parts: [String: DynamoItem], _ id: RunID) throws -> StoredRun? {
        guard var json = head["json"]?.binary, let version = head["version"]?.integer, let count = head["parts"]?.integer else {
            throw RunStoreError.isDamaged(id)
        }
        for number in 1..<max(1, Int(count)) {
            guard let part = parts["part#\(number)"], part["version"]?.integer == version, let piece = part["json"]?.binary else {
                return nil
            }
            json += piece
        }
        return StoredRun(run: try JSONDecoder.bunsen.decode(Run.self, from: json), version: version, parts: Int(count))
    }

    /// Of an item that the index gave.
    func run(of item: DynamoItem) async throws -> Run? {
        guard let id = item["id"]?.string.flatMap({ RunID($0) }) else { return nil }
        guard item["parts"]?.integer == 1 else { return try await run(id) }
        return try Self.decode(item, parts: [:], id)?.run
    }
}
