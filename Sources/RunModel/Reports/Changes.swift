/// A metric before and after; either side is nil where it does not exist.
package struct MetricChange: Sendable, Equatable, Codable {
    package var file: String
    /// Dotted path inside the file: `train.accuracy`.
    package var name: String
    package var before: Scalar?
    package var after: Scalar?
    /// `after - before`, where both are numbers.
    package var delta: Double?
    /// Whether the change is for the better; nil where the project does not say which way is better.
    package var better: Bool?

    package init(file: String, name: String, before: Scalar?, after: Scalar?, delta: Double? = nil, better: Bool? = nil) {
        self.file = file
        self.name = name
        self.before = before
        self.after = after
        // JSON has no number for what is none; two finite ones may be that far apart.
        self.delta = delta.flatMap { $0.isFinite ? $0 : nil }
        self.better = better
    }

    /// The change as a part of what it was, 0.1 for ten percent more; nil where that says nothing.
    package var part: Double? {
        guard let delta, let before = before?.double, before != 0, before.isFinite, delta.isFinite else { return nil }
        return delta / abs(before)
    }
}

/// A parameter before and after.
package struct ParamChange: Sendable, Equatable, Codable {
    package var file: String
    package var name: String
    package var before: Scalar?
    package var after: Scalar?

    package init(file: String, name: String, before: Scalar?, after: Scalar?) {
        self.file = file
        self.name = name
        self.before = before
        self.after = after
    }
}

/// A leaf of a metrics or parameters file. Lists and null are kept as their JSON text.
package enum Scalar: Sendable, Equatable, Codable, CustomStringConvertible {
    case integer(Int)
    case number(Double)
    case flag(Bool)
    case text(String)

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let value = try? container.decode(Bool.self) {
            self = .flag(value)
        } else if let value = try? container.decode(Int.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else {
            self = .text(try container.decode(String.self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .integer(let value): try container.encode(value)
        // JSON knows neither NaN nor infinity; a diverged loss must not cost the report.
        case .number(let value) where !value.isFinite: try container.encode("\(value)")
        case .number(let value): try container.encode(value)
        case .flag(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        }
    }

    package var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        case .flag, .text: nil
        }
    }

    package var description: String {
        switch self {
        case .integer(let value): "\(value)"
        case .number(let value): "\(value)"
        case .flag(let value): "\(value)"
        case .text(let value): value
        }
    }
}
