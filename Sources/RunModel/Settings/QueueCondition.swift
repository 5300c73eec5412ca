/// What a queue's rule asks of a run: `gpus > 0`, `memory > 64GiB and vcpus >= 16`, `repository = github.com/lab/*`.
///
/// Clauses are joined by `and`. A memory has its unit (MiB, GiB, TiB), as a bare number would be mistaken too easily.
package struct QueueCondition: Sendable, Hashable, Codable, CustomStringConvertible {
    package enum Quantity: String, Sendable, CaseIterable { case vcpus, memory, gpus }
    package enum Comparison: String, Sendable, CaseIterable {
        case atLeast = ">="
        case atMost = "<="
        case over = ">"
        case under = "<"
        case equal = "="
    }

    package enum Clause: Sendable, Hashable {
        /// Memory in MiB.
        case amount(Quantity, Comparison, Int)
        case repository(Glob)
    }

    package let clauses: [Clause]
    package let description: String

    package struct Mistake: Error, Sendable, Hashable { package let message: String }

    package init(_ text: String) throws(Mistake) {
        var clauses: [Clause] = []
        var words: [Substring] = []
        for word in text.split(separator: " ") {
            guard word == "and" else {
                words.append(word)
                continue
            }
            clauses.append(try Self.clause(words.joined(separator: " ")))
            words = []
        }
        clauses.append(try Self.clause(words.joined(separator: " ")))
        self.clauses = clauses
        description = text
    }

    package init(from decoder: any Decoder) throws {
        try self.init(try decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    package func holds(for resources: Resources, of repository: RepositoryName) -> Bool {
        clauses.allSatisfy { clause in
            switch clause {
            case .repository(let glob): return glob.matches(repository.text)
            case .amount(let quantity, let comparison, let limit):
                let amount =
                    switch quantity {
                    case .vcpus: resources.vcpus
                    case .memory: resources.memoryMiB
                    case .gpus: resources.gpus
                    }
                return switch comparison {
                case .atLeast: amount >= limit
                case .atMost: amount <= limit
                case .over: amount > limit
                case .under: amount < limit
                case .equal: amount == limit
                }
            }
        }
    }

    private static func clause(_ text: String) throws(Mistake) -> Clause {
        guard let at = text.firstIndex(where: { "<>=".contains($0) }) else {
            throw Mistake(message: text.isEmpty ? "a clause is missing" : "a clause has none of > >= < <= =")
        }
        let name = text[..<at].filter { $0 != " " }
        guard let comparison = Comparison.allCases.first(where: { text[at...].hasPrefix($0.rawValue) }) else {
            throw Mistake(message: "a clause has none of > >= < <= =")
        }
        let value = String(text[at...].dropFirst(comparison.rawValue.count).filter { $0 != " " })
        if name == "repository" {
            guard comparison == .equal else { throw Mistake(message: "a repository is compared with = alone") }
            guard let glob = Glob(value) else { throw Mistake(message: "a repository's pattern is missing") }
            return .repository(glob)
        }
        guard let quantity = Quantity(rawValue: name) else {
            throw Mistake(message: "a clause is about none of vcpus, memory, gpus, repository")
        }
        return .amount(quantity, comparison, try amount(value, quantity))
    }

    private static func amount(_ text: String, _ quantity: Quantity) throws(Mistake) -> Int {
        guard quantity == .memory else {
            guard let number = number(text) else { throw Mistake(message: "\(quantity) are compared with a whole number") }
            return number
        }
        for (unit, mebibytes) in [("MiB", 1), ("GiB", 1 << 10), ("TiB", 1 << 20)] where text.hasSuffix(unit) {
            guard let number = number(text.dropLast(unit.count)), number <= 1 << 40 else { break }
            return number * mebibytes
        }
        throw Mistake(message: "memory is compared with a whole number and MiB, GiB or TiB")
    }

    private static func number(_ text: some StringProtocol) -> Int? {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(text) : nil
    }
}
