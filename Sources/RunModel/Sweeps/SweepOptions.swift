/// What `:ACME_SWEEP:` says of a sweep: `max=50 jobs=8 metric=metrics.json:loss goal=min branches=best:3`, or the name of a
/// file in `sweeps/`.
package struct SweepOptions: Sendable, Hashable, Codable {
    /// `sweeps/NAME.yaml` says what to try.
    package var file: String?
    /// More runs than that are refused.
    package var max: Int?
    /// How many of its runs may be under way at once; nil is as many as have room.
    package var jobs: Int?
    package var metric: MetricName?
    package var goal: Goal?
    package var branches: Branches?

    /// No sweep has more runs than that, whatever is asked for; and without `max`, none has more than ``usualMax``.
    package static let mostRuns = 10_000
    package static let usualMax = 1000

    /// More runs than that are refused.
    package var most: Int { max ?? Self.usualMax }

    package init() {}

    /// Which values of the metric are the better ones.
    package enum Goal: String, Sendable, Hashable, Codable {
        case min, max
    }

    /// Which results become branches, besides experiments.
    package enum Branches: Sendable, Hashable, Codable, CustomStringConvertible {
        case none
        case all
        /// So many, the best ones, when the sweep has ended.
        case best(Int)

        package var description: String {
            switch self {
            case .none: "none"
            case .all: "all"
            case .best(let count): "best:\(count)"
            }
        }

        package init?(_ text: String) {
            switch text {
            case "none": self = .none
            case "all": self = .all
            default:
                guard text.hasPrefix("best:"), let count = Int(text.dropFirst(5)), (1...SweepOptions.mostRuns).contains(count) else {
                    return nil
                }
                self = .best(count)
            }
        }

        package init(from decoder: any Decoder) throws {
            let text = try decoder.singleValueContainer().decode(String.self)
            guard let value = Branches(text) else { throw Malformed(what: "choice of branches", text: text) }
            self = value
        }

        package func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encode(description)
        }
    }

    /// Reads the argument of a directive. Words that are wrong are left out and told.
    package init(_ text: String, problems: inout [String]) {
        var seen: Set<String> = []
        for word in text.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init) {
            let sides = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let name = sides.count == 2 ? sides[0] : "a file"
            guard seen.insert(name).inserted else {
                problems.append("`\(name)` is given twice")
                continue
            }
            if let problem = sides.count == 2 ? set(sides[0], sides[1]) : setFile(word) { problems.append(problem) }
        }
    }

    /// One line for a directive, which read again gives the same.
    package var printed: String {
        let words: [String?] = [
            file, max.map { "max=\($0)" }, jobs.map { "jobs=\($0)" }, metric.map { "metric=\($0)" },
            goal.map { "goal=\($0.rawValue)" }, branches.map { "branches=\($0)" },
        ]
        return words.compactMap(\.self).joined(separator: " ")
    }

    /// These, and where they do not say, what `others` say.
    package func completed(by others: SweepOptions) -> SweepOptions {
        var all = self
        all.file = file ?? others.file
        all.max = max ?? others.max
        all.jobs = jobs ?? others.jobs
        all.metric = metric ?? others.metric
        all.goal = goal ?? others.goal
        all.branches = branches ?? others.branches
        return all
    }

    /// - Returns: what is wrong, in words.
    package mutating func set(_ name: String, _ value: String) -> String? {
        switch name {
        case "max":
            guard let number = Int(value), (1...Self.mostRuns).contains(number) else {
                return "`max` is a number of runs from 1 to \(Self.mostRuns), not \(Diagnostic.quote(value))"
            }
            max = number
        case "jobs":
            guard let number = Int(value), number >= 1 else {
                return "`jobs` is a number of runs from 1 on, not \(Diagnostic.quote(value))"
            }
            jobs = number
        case "metric":
            guard let name = MetricName(value) else {
                return "`metric` is `FILE:NAME` or `NAME`, as in `metrics.json:loss`, not \(Diagnostic.quote(value))"
            }
            metric = name
        case "goal":
            guard let goal = Goal(rawValue: value) else { return "`goal` is `min` or `max`, not \(Diagnostic.quote(value))" }
            self.goal = goal
        case "branches":
            guard let choice = Branches(value) else {
                return "`branches` is `none`, `all` or `best:COUNT`, not \(Diagnostic.quote(value))"
            }
            branches = choice
        default:
            let nearest = NearestName.of(name, among: Self.names).map { "; is `\($0)` meant?" } ?? ": \(Self.names.joined(separator: ", "))"
            return "\(Diagnostic.quote(name)) is no option of a sweep\(nearest)"
        }
        return nil
    }

    private mutating func setFile(_ word: String) -> String? {
        guard word.utf8.allSatisfy({ $0.isKeywordByte || $0 == UInt8(ascii: ".") }), !word.hasPrefix(".") else {
            return "\(Diagnostic.quote(word)) is neither an option nor the name of a file in `sweeps/`"
        }
        file = word.hasSuffix(".yaml") ? String(word.dropLast(5)) : word
        return nil
    }

    package static let names = ["max", "jobs", "metric", "goal", "branches"]
}

/// A metric: a dotted path inside a file, and the file where it matters.
package struct MetricName: Sendable, Hashable, Codable, CustomStringConvertible {
    package let file: String?
    package let name: String

    package init?(_ text: String) {
        // The last colon: a name has none, and a file may.
        let colon = text.lastIndex(of: ":")
        file = colon.map { String(text[..<$0]) }
        name = String(colon.map { text[text.index(after: $0)...] } ?? text[...])
        if name.isEmpty || file?.isEmpty == true || text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7f }) { return nil }
    }

    package init(file: String?, name: String) {
        self.file = file
        self.name = name
    }

    package func names(_ metric: MetricChange) -> Bool { metric.name == name && (file == nil || file == metric.file) }

    package var description: String { "\(file.map { "\($0):" } ?? "")\(name)" }

    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let name = MetricName(text) else { throw Malformed(what: "metric", text: text) }
        self = name
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
