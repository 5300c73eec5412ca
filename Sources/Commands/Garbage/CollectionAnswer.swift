import Foundation
import RunModel

/// What `bunsen gc` tells: every key is always there.
struct CollectionAnswer: Encodable {
    /// Whether things were to be removed, and not only shown.
    let removed: Bool
    /// Of what went, or would go.
    let bytes: Int
    let items: [Item]
    let problems: [String]

    struct Item: Encodable {
        enum State: String, Encodable { case wouldGo = "would_go", removed, stays }

        let kind: Leftover.Kind
        let name: String
        let project: String?
        let bytes: Int?
        let since: Date?
        let why: String
        let state: State
        /// Why it stays.
        let detail: String?

        private enum CodingKeys: String, CodingKey { case kind, name, project, bytes, since, why, state, detail }

        /// By hand because a synthesized one leaves out what is nil.
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(kind, forKey: .kind)
            try container.encode(name, forKey: .name)
            try container.encode(project, forKey: .project)
            try container.encode(bytes, forKey: .bytes)
            try container.encode(since, forKey: .since)
            try container.encode(why, forKey: .why)
            try container.encode(state, forKey: .state)
            try container.encode(detail, forKey: .detail)
        }
    }

    init(_ collection: Collection, isDone: Bool) {
        removed = isDone
        problems = collection.problems
        items = collection.garbage.map { garbage in
            let leftover = garbage.leftover
            var (state, detail) = (isDone ? Item.State.removed : .wouldGo, String?.none)
            if case .stays(let why) = collection.outcomes[leftover.place]?[leftover.kind] { (state, detail) = (.stays, why) }
            return Item(
                kind: leftover.kind, name: leftover.name, project: leftover.project, bytes: leftover.bytes, since: leftover.since,
                why: garbage.why, state: state, detail: detail)
        }
        bytes = items.filter { $0.state != .stays }.reduce(0) { $0 + ($1.bytes ?? 0) }
    }

    /// A table, and what comes of it.
    func lines(_ terminal: Terminal, now: Date) -> [String] {
        let rows = items.map { item in
            [
                item.kind.rawValue, Terminal.plain((item.project.map { "\($0) " } ?? "") + item.name),
                item.bytes.map(Figures.bytes) ?? "", item.since.map { Elapsed.ago($0, now: now) } ?? "",
            ]
        }
        let widths = (0..<4).map { column in rows.map { $0[column].count }.max() ?? 0 }
        var lines = zip(items, rows).map { item, row in
            let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
            let end = item.detail.map { terminal.warm("stays: \(Terminal.plain($0))") } ?? terminal.dim(Terminal.plain(item.why))
            return "\(cells.joined(separator: "  "))  \(end)"
        }
        let count = items.count { $0.state != .stays }
        if !lines.isEmpty { lines.append("") }
        lines.append(
            items.isEmpty
                ? "Nothing is old enough to go."
                : "\(Figures.count(count, "thing")), \(Figures.bytes(bytes)): \(removed ? "removed" : "bunsen gc --yes removes them")")
        return lines + problems.map { "\(terminal.bad("!")) \(Terminal.plain($0))" }
    }
}
