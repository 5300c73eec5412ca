/// The values of Hydra's `range(start, stop[, step])`, as text, exactly as DVC comes to them.
/// Source: `range` in hydra/_internal/grammar/grammar_functions.py, `RangeSweep` and `FloatRange` in
/// hydra/core/override_parser/types.py (1.3).
struct HydraRange {
    private let start: Bound
    private let stop: Bound
    private let step: Bound
    struct Problem: Error, Equatable {
        let why: String
    }

    private enum Bound {
        case integer(Int)
        case number(Double)

        var double: Double {
            switch self {
            case .integer(let value): Double(value)
            case .number(let value): value
            }
        }
    }

    /// - Parameter arguments: by place or `name=value`, blanks trimmed.
    init(_ arguments: [String]) throws(Problem) {
        var named: [String: Bound] = [:]
        var places: [Bound] = []
        for argument in arguments {
            let sides = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = String(sides[sides.count - 1])[...].trimmedBlanks
            guard let bound = Self.bound(value) else { throw Problem(why: "\(Diagnostic.quote(value)) is no number") }
            guard sides.count == 2 else {
                guard named.isEmpty else { throw Problem(why: "a value by place stands behind one by name") }
                places.append(bound)
                continue
            }
            let name = sides[0].trimmedBlanks
            guard ["start", "stop", "step"].contains(name), named[name] == nil else {
                throw Problem(why: "\(Diagnostic.quote(name)) is none of `start`, `stop` and `step`, or is given twice")
            }
            named[name] = bound
        }
        // One value alone is the end, as in Python.
        if places.count == 1, named.isEmpty { places.insert(.integer(0), at: 0) }
        for (name, value) in zip(["start", "stop", "step"], places) {
            guard named.updateValue(value, forKey: name) == nil else { throw Problem(why: "`\(name)` is given twice") }
        }
        guard places.count <= 3, let start = named["start"], let stop = named["stop"] else {
            throw Problem(why: "it needs a start and a stop, and may have a step")
        }
        self.start = start
        self.stop = stop
        step = named["step"] ?? .integer(1)
        guard step.double != 0 else { throw Problem(why: "its step is 0") }
    }

    /// How many values there are, to a rounding error in one of numbers with a point.
    var count: Int {
        let steps = ((stop.double - start.double) / step.double).rounded(.up)
        return steps >= 9e18 ? .max : max(0, Int(steps))
    }

    /// Whoever asks has looked at ``count``.
    var values: [String] {
        if case .integer(let start) = start, case .integer(let stop) = stop, case .integer(let step) = step {
            return Swift.stride(from: start, to: stop, by: step).map(String.init)
        }
        var values: [String] = []
        let (end, step) = (DecimalNumber(stop.double), DecimalNumber(self.step.double))
        var next = DecimalNumber(start.double)
        while step.isNegative ? end < next : next < end {
            values.append("\(next.double)")
            next = next.adding(step)
        }
        return values
    }

    private static func bound(_ text: String) -> Bound? {
        let digits = text.filter { $0 != "_" }
        if let value = Int(digits), digits.first != "+" { return .integer(value) }
        // Swift's reading of numbers knows hexadecimal ones too; Hydra's does not.
        guard !digits.isEmpty, digits.utf8.allSatisfy({ $0.isASCIIDigit || Array("+-.eE".utf8).contains($0) }),
            let value = Double(digits.hasPrefix(".") ? "0\(digits)" : digits), value.isFinite
        else { return nil }
        return .number(value)
    }
}

extension Substring {
    fileprivate var trimmedBlanks: String { String(decoding: Array(utf8)[...].trimmingBlanks, as: UTF8.self) }
}
