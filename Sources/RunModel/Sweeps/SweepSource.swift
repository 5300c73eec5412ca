/// What a sweep's commit says of it.
package struct SweepSource: Sendable, Equatable {
    /// What `.bunsen.yaml` asks for.
    package var resources: ResourceDefaults
    /// `sweeps/NAME.yaml`, where the sweep names one.
    package var definition: SweepDefinition?
    /// The names in each parameters' file that could be read, dotted; a file that is missing here is not judged.
    package var parameters: [String: Set<String>]

    package init(
        resources: ResourceDefaults = ResourceDefaults(), definition: SweepDefinition? = nil, parameters: [String: Set<String>] = [:]
    ) {
        self.resources = resources
        self.definition = definition
        self.parameters = parameters
    }
}

/// What a sweep's file asks for.
package struct SweepDefinition: Sendable, Equatable {
    package var method: Method
    package var options: SweepOptions
    /// An experiment's name for each run to begin with.
    package var name: String?

    package init(_ method: Method, options: SweepOptions = SweepOptions(), name: String? = nil) {
        self.method = method
        self.options = options
        self.name = name
    }

    package enum Method: Sendable, Equatable {
        /// Every combination.
        case grid([ParameterAxis])
        /// So many runs with values drawn for each parameter.
        case random([Draw], count: Int, seed: UInt64)
        case list([Point])
    }

    /// One run of a list.
    package struct Point: Sendable, Equatable {
        package var name: String?
        /// Each with one value.
        package var axes: [ParameterAxis]

        package init(name: String?, axes: [ParameterAxis]) {
            self.name = name
            self.axes = axes
        }
    }

    /// A parameter of a random sweep.
    package struct Draw: Sendable, Equatable {
        package var axis: ParameterAxis
        /// nil: one of the axis' values.
        package var span: Span?

        package init(axis: ParameterAxis, span: Span? = nil) {
            self.axis = axis
            self.span = span
        }
    }

    /// Every parameter that it gives values to.
    var axes: [ParameterAxis] {
        switch method {
        case .grid(let axes): axes
        case .random(let draws, _, _): draws.map(\.axis)
        case .list(let points): points.flatMap(\.axes)
        }
    }

    /// Numbers between two others.
    package struct Span: Sendable, Equatable {
        package var least: Double
        package var most: Double
        /// Every magnitude is as likely as any other; both ends are above 0.
        package var isLogarithmic: Bool
        /// Whole numbers, both ends included.
        package var isWhole: Bool

        package init(least: Double, most: Double, isLogarithmic: Bool = false, isWhole: Bool = false) {
            self.least = least
            self.most = most
            self.isLogarithmic = isLogarithmic
            self.isWhole = isWhole
        }
    }
}

extension SweepPlan {
    /// All the runs of a sweep, once its commit has been read.
    package init(_ sweep: Sweep, _ source: SweepSource) throws(SweepProblem) {
        var arguments = DVCArguments(sweep.args, experiment: true)
        if let name = source.definition?.name, arguments.experimentName == nil {
            arguments = arguments.with(arguments.setParams, name: name)
        }
        let most = sweep.options.completed(by: source.definition?.options ?? SweepOptions()).most
        switch source.definition?.method {
        case nil: try self.init(arguments, most: most)
        case .grid(let axes)?: try self.init(arguments, axes: axes, most: most)
        case .random(let draws, let count, let seed)?:
            guard count <= most else { throw SweepProblem.tooMany(count, axes: [], most: most) }
            try self.init(arguments, points: SweepDefinition.points(draws, count: count, seed: seed), most: most)
        case .list(let points)?: try self.init(arguments, points: points.map { ($0.name, $0.axes) }, most: most)
        }
        for member in members {
            guard let name = member.name, let why = ExperimentName.problem(with: name) else { continue }
            throw SweepProblem(
                "Run \(member.number) of the sweep cannot be called \(Diagnostic.quote(name)): \(why).",
                ExperimentName.suggestion(for: name))
        }
        try checkNames(arguments, source)
    }

    /// A parameter that the commit does not have would make every run fail.
    private func checkNames(_ arguments: DVCArguments, _ source: SweepSource) throws(SweepProblem) {
        for axis in arguments.axes + (source.definition?.axes ?? []) where !axis.key.hasPrefix("+") && !axis.key.hasPrefix("~") {
            let file = axis.file ?? "params.yaml"
            guard let known = source.parameters[file], !known.contains(axis.key) else { continue }
            let nearest = NearestName.of(axis.key, among: known.sorted())
            throw SweepProblem(
                "\(file) of the commit has no parameter \(Diagnostic.quote(axis.key))."
                    + (nearest.map { " Is `\($0)` meant?" } ?? " To add it, write `+\(axis.key)`."), nearest.map { "-S \($0)=…" })
        }
    }
}

extension Sweep {
    /// The files whose parameters its runs change.
    package func parameterFiles(_ definition: SweepDefinition?) -> Set<String> {
        let axes = DVCArguments(args, experiment: true).axes + (definition?.axes ?? [])
        return Set(axes.map { $0.file ?? "params.yaml" })
    }
}

extension DVCArguments {
    /// The parameters that are given values, as far as they can be read.
    var axes: [ParameterAxis] { setParams.compactMap { try? ParameterAxis($0) } }
}
