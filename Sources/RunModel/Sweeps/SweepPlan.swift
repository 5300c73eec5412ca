/// The runs that a sweep consists of, worked out before any of them is stored.
package struct SweepPlan: Sendable, Equatable {
    package private(set) var members: [Member]

    /// One run of a sweep.
    package struct Member: Sendable, Equatable {
        /// From 1, in the order of the combinations.
        package var number: Int
        /// The experiment's name; nil is the run's id.
        package var name: String?
        /// The argv of the run, with one value for each parameter.
        package var dvcArgs: [String]
        /// What tells this run from the others.
        package var parameters: [SweepParameter]
    }

    /// Every combination of the values in `arguments` and of further axes, named `NAME-1`, `NAME-2`… where they have a name.
    ///
    /// - Parameter most: more runs than that are refused, with their number.
    package init(_ arguments: DVCArguments, axes further: [ParameterAxis] = [], most: Int) throws(SweepProblem) {
        var axes: [ParameterAxis] = []
        for text in arguments.setParams {
            do {
                axes.append(try ParameterAxis(text))
            } catch {
                throw SweepProblem(error)
            }
        }
        axes += further
        let grid = ParameterGrid(axes)
        guard grid.count <= most else { throw SweepProblem.tooMany(grid.count, axes: grid.varying, most: most) }
        let varying = Set(grid.varying.map(\.name))
        members = (0..<grid.count).map { index in
            let values = grid[index]
            let name = arguments.experimentName.map { "\($0)-\(index + 1)" }
            let setParams = zip(grid.axes, values).map { $0.assignment($1) }
            return Member(
                number: index + 1, name: name, dvcArgs: arguments.with(setParams, name: name).experimentArguments,
                parameters: zip(grid.axes, values).filter { varying.contains($0.0.name) }.map { SweepParameter(name: $0.name, value: $1) })
        }
    }

    /// Runs that are given one by one.
    ///
    /// - Parameter points: the values of `-S` of each, and the name where it has one.
    package init(_ arguments: DVCArguments, points: [(name: String?, axes: [ParameterAxis])], most: Int) throws(SweepProblem) {
        guard points.count <= most else { throw SweepProblem.tooMany(points.count, axes: [], most: most) }
        var first: [[String]: Int] = [:]
        var names: [String: Int] = [:]
        var members: [Member] = []
        for (index, point) in points.enumerated() {
            let number = index + 1
            let name = point.name ?? arguments.experimentName.map { "\($0)-\(number)" }
            let own = ParameterGrid(point.axes).axes
            let setParams = arguments.setParams + own.map { $0.assignment($0.values[0]) }
            if let twin = first.updateValue(number, forKey: setParams) {
                throw SweepProblem("Runs \(twin) and \(number) of the sweep have the same parameters.", "Leave one of them out.")
            }
            if let name, let twin = names.updateValue(number, forKey: name) {
                throw SweepProblem(
                    "Runs \(twin) and \(number) of the sweep have the same name, \(Diagnostic.quote(name)).", "Rename one of them.")
            }
            members.append(
                Member(
                    number: number, name: name, dvcArgs: arguments.with(setParams, name: name).experimentArguments,
                    parameters: own.map { SweepParameter(name: $0.name, value: $0.values[0]) }))
        }
        self.members = members
        dropEqual()
    }

    /// What all runs have in common tells none from the others.
    private mutating func dropEqual() {
        guard members.count > 1, let first = members.first else { return }
        let equal = first.parameters.filter { parameter in members.allSatisfy { $0.parameters.contains(parameter) } }
        for index in members.indices { members[index].parameters.removeAll { equal.contains($0) } }
    }
}

/// A parameter that varies, with the value in one run.
package struct SweepParameter: Sendable, Hashable, Codable {
    /// `train.lr`, with its file where that was named.
    package var name: String
    /// As it was given: `0.1`.
    package var value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// Why a sweep cannot be.
package struct SweepProblem: Error, Sendable, Equatable {
    package var message: String
    package var suggestion: String?

    package init(_ message: String, _ suggestion: String? = nil) {
        self.message = message
        self.suggestion = suggestion
    }

    init(_ problem: ArgumentProblem) { self.init(problem.message, problem.suggestion) }

    static func tooMany(_ count: Int, axes: [ParameterAxis], most: Int) -> SweepProblem {
        let number = count == .max ? "more than \(Int.max)" : "\(count)"
        let product = axes.map { "\($0.values.count) values of `\($0.name)`" }.joined(separator: " × ")
        let how = axes.isEmpty ? "" : " (\(product))"
        let more = most < SweepOptions.mostRuns && count <= SweepOptions.mostRuns
        return SweepProblem(
            "The sweep would have \(number) runs\(how); at most \(most) are allowed.",
            more
                ? "Give fewer values, or allow as many with `max=\(count)`." : "Give fewer values, or draw some with a `random` sweep file."
        )
    }
}
