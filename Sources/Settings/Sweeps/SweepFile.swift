package import RunModel
import Yams

/// `sweeps/NAME.yaml`: which values of which parameters to try.
package enum SweepFile {
    private static let limit = 1 << 20

    /// - Parameter file: its path in the repository, for messages.
    package static func read(_ bytes: [UInt8], file: String) throws(SweepProblem) -> SweepDefinition {
        let root: Node?
        do {
            root = try YAMLText.root(of: bytes, limit: limit, file: file)
        } catch {
            throw SweepProblem(error.description)
        }
        guard case .mapping(let pairs)? = root else {
            throw SweepProblem("\(file) is no mapping; it begins with `parameters:`.")
        }
        return try SweepFileReader(file: file, keys: try SweepFileReader.keys(pairs, file)).definition()
    }
}

struct SweepFileReader {
    let file: String
    let keys: [String: Node]

    static let known = ["method", "name", "parameters", "list", "runs", "seed"] + SweepOptions.names

    static func keys(_ pairs: Node.Mapping, _ file: String) throws(SweepProblem) -> [String: Node] {
        var keys: [String: Node] = [:]
        for (key, value) in pairs {
            guard let name = key.string, known.contains(name) else {
                let word = key.string ?? ""
                let nearest =
                    Nearest.match(for: word, among: known).map { "; is `\($0)` meant?" } ?? "; it may have \(known.joined(separator: ", "))"
                throw SweepProblem("\(place(file, key)) has the key \(Echo.quoted(word)), which no sweep's file has\(nearest)")
            }
            keys[name] = value
        }
        return keys
    }

    func definition() throws(SweepProblem) -> SweepDefinition {
        var options = SweepOptions()
        for name in SweepOptions.names {
            guard let value = try text(name) else { continue }
            if let problem = options.set(name, value) { throw SweepProblem("\(Self.place(file, keys[name])): \(problem).") }
        }
        let name = try text("name")
        switch try text("method") ?? "grid" {
        case "grid": return SweepDefinition(.grid(try grid()), options: options, name: name)
        case "list": return SweepDefinition(.list(try list()), options: options, name: name)
        case "random":
            guard let runs = try number("runs"), runs >= 1 else {
                throw SweepProblem("\(file) is a random sweep and does not say how many runs it has.", "runs: 20")
            }
            return SweepDefinition(.random(try draws(), count: runs, seed: UInt64(try number("seed") ?? 0)), options: options, name: name)
        case let other:
            throw SweepProblem("\(Self.place(file, keys["method"])): \(Echo.quoted(other)) is no method; it is `grid`, `random` or `list`.")
        }
    }

    private func grid() throws(SweepProblem) -> [ParameterAxis] {
        try refuse("runs", "seed", "list", of: "grid")
        var axes: [ParameterAxis] = []
        for (name, value) in try parameters("parameters", keys["parameters"]) { axes.append(try axis(name, value)) }
        return axes
    }

    private func draws() throws(SweepProblem) -> [SweepDefinition.Draw] {
        try refuse("list", of: "random")
        var draws: [SweepDefinition.Draw] = []
        for (name, value) in try parameters("parameters", keys["parameters"]) {
            guard case .mapping(let pairs) = value else {
                draws.append(SweepDefinition.Draw(axis: try axis(name, value)))
                continue
            }
            let span = try SpanReader(place: Self.place(file, value), pairs: pairs).span()
            // Only its name is of use.
            draws.append(SweepDefinition.Draw(axis: try ParameterAxis(name, values: ["0"]), span: span))
        }
        return draws
    }

    private func list() throws(SweepProblem) -> [SweepDefinition.Point] {
        try refuse("runs", "seed", of: "list")
        guard case .sequence(let items)? = keys["list"], !items.isEmpty else {
            throw SweepProblem("\(file) is a sweep of listed runs, and its `list` is missing or empty.")
        }
        var common: [ParameterAxis] = []
        if let shared = keys["parameters"] {
            for (name, value) in try parameters("parameters", shared) { common.append(try single(name, value)) }
        }
        var points: [SweepDefinition.Point] = []
        for item in items {
            guard case .mapping(let pairs) = item else { throw SweepProblem("\(Self.place(file, item)): an entry of `list` is a mapping.") }
            let inner = pairs.first { $0.key.string == "parameters" }?.value
            let name = inner == nil ? nil : pairs.first { $0.key.string == "name" }?.value.string
            if inner != nil, let odd = pairs.first(where: { !["name", "parameters"].contains($0.key.string ?? "") }) {
                throw SweepProblem(
                    "\(Self.place(file, odd.key)): an entry with `parameters` may have a `name` besides, and not \(Echo.quoted(odd.key.string ?? ""))."
                )
            }
            var axes = common
            for (name, value) in try parameters("list", inner ?? item) { axes.append(try single(name, value)) }
            points.append(SweepDefinition.Point(name: name, axes: axes))
        }
        return points
    }

    private func parameters(_ key: String, _ node: Node?) throws(SweepProblem) -> [(String, Node)] {
        guard case .mapping(let pairs)? = node, !pairs.isEmpty else {
            throw SweepProblem(
                "\(Self.place(file, node)): `\(key)` has to name parameters and their values.", "parameters: {train.lr: [0.1, 0.01]}")
        }
        var found: [(String, Node)] = []
        for (name, value) in pairs {
            guard let text = name.string else { throw SweepProblem("\(Self.place(file, name)): a parameter's name is text.") }
            found.append((text, value))
        }
        return found
    }

    private func axis(_ name: String, _ value: Node) throws(SweepProblem) -> ParameterAxis {
        try placed(value) { () throws(SweepProblem) in
            switch value {
            case .sequence(let items): try ParameterAxis(name, values: items.map(HydraNode.text))
            case .scalar(let scalar) where scalar.style == .plain: try ParameterAxis(name, expression: scalar.string)
            default: try ParameterAxis(name, values: [HydraNode.text(value)])
            }
        }
    }

    private func single(_ name: String, _ value: Node) throws(SweepProblem) -> ParameterAxis {
        try placed(value) { () throws(SweepProblem) in try ParameterAxis(name, values: [HydraNode.text(value)]) }
    }

    private func placed(_ node: Node, _ body: () throws(SweepProblem) -> ParameterAxis) throws(SweepProblem) -> ParameterAxis {
        do {
            return try body()
        } catch {
            throw SweepProblem("\(Self.place(file, node)): \(error.message)", error.suggestion)
        }
    }

    private func refuse(_ names: String..., of method: String) throws(SweepProblem) {
        for name in names where keys[name] != nil {
            throw SweepProblem("\(Self.place(file, keys[name])): a \(method) sweep has no `\(name)`.")
        }
    }

    private func text(_ name: String) throws(SweepProblem) -> String? {
        guard let node = keys[name], !node.isNull else { return nil }
        guard let text = node.string else { throw SweepProblem("\(Self.place(file, node)): `\(name)` is one value.") }
        return text
    }

    private func number(_ name: String) throws(SweepProblem) -> Int? {
        guard let text = try text(name) else { return nil }
        guard let number = Int(text), number >= 0 else {
            throw SweepProblem("\(Self.place(file, keys[name])): `\(name)` is a whole number, not \(Echo.quoted(text)).")
        }
        return number
    }

    static func place(_ file: String, _ node: Node?) -> String { node?.mark.map { "\(file) line \($0.line)" } ?? file }
}

/// `{min: 0.001, max: 0.1, log: true}`: numbers to draw from.
private struct SpanReader {
    let place: String
    let pairs: Node.Mapping

    func span() throws(SweepProblem) -> SweepDefinition.Span {
        let example = "{min: 0.001, max: 0.1, log: true}"
        for (key, _) in pairs where !["min", "max", "log"].contains(key.string ?? "") {
            throw SweepProblem("\(place): \(Echo.quoted(key.string ?? "")) is none of `min`, `max` and `log`.", example)
        }
        let (low, high) = (text("min"), text("max"))
        guard let least = low.flatMap(Double.init), let most = high.flatMap(Double.init), least < most, (most - least).isFinite else {
            throw SweepProblem("\(place): numbers to draw from need a `min` below a `max`.", example)
        }
        let isLogarithmic = text("log") == "true"
        if let log = text("log"), !["true", "false"].contains(log) { throw SweepProblem("\(place): `log` is true or false.", example) }
        if isLogarithmic, least <= 0 { throw SweepProblem("\(place): with `log` both ends are above 0.", example) }
        let isWhole = low.flatMap { Int($0) } != nil && high.flatMap { Int($0) } != nil && !isLogarithmic
        return SweepDefinition.Span(least: least, most: most, isLogarithmic: isLogarithmic, isWhole: isWhole)
    }

    private func text(_ name: String) -> String? { pairs.first { $0.key.string == name }?.value.string }
}

/// A YAML value as Hydra writes it.
enum HydraNode {
    static func text(_ node: Node) -> String {
        switch node {
        case .scalar(let scalar):
            // In quotes it is text, even where it looks like a number.
            scalar.style == .plain ? ParameterAxis.quoted(scalar.string) : "\"\(scalar.string.replacingQuotes)\""
        case .sequence(let items): "[\(items.map(text).joined(separator: ","))]"
        case .mapping(let pairs): "{\(pairs.map { "\($0.key.string ?? ""):\(text($0.value))" }.joined(separator: ","))}"
        case .alias: ""
        }
    }
}

extension String {
    fileprivate var replacingQuotes: String { split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\"") }
}
