/// What is done with each argument once it is known what it is.
extension DVCArgumentParser {
    mutating func keep(_ flag: DVCFlag, _ value: String?) {
        switch (flag.long, value) {
        case ("--set-param", let value?): keepParam(value)
        case ("--name", let value?): keepName(value)
        case ("--message", let value?): result.message = value
        case ("--no-hydra", _): result.noHydra = true
        default: if flag.use == .passed { result.flags.append(flag.long) }
        }
    }

    private mutating func keepParam(_ text: String) {
        let param = ParamOverride(text)
        result.setParams.append(param.text)
        var problem = param.problem
        if param.isSweep {
            result.asksForSweep = true
            do {
                // A line holds hundreds of ranges; the values of all of them are not worth working out.
                if sweepValues <= SweepOptions.mostRuns { sweepValues += try ParameterAxis(param.text).values.count }
            } catch let why {
                problem = problem ?? why
            }
            if sweepValues > SweepOptions.mostRuns {
                problem = problem ?? ArgumentProblem(.badSweep, "The parameters have more than \(SweepOptions.mostRuns) values together.")
            }
        }
        if let problem { report(problem.code, problem.message, problem.suggestion) }
    }

    private mutating func keepName(_ name: String) {
        result.experimentName = name
        if let why = ExperimentName.problem(with: name) {
            report(.badName, "\(Diagnostic.quote(name)) cannot be an experiment's name: \(why).", ExperimentName.suggestion(for: name))
        }
    }

    mutating func checkTargets() {
        let check = TargetCheck(
            glob: result.flags.contains("--glob"), recursive: result.flags.contains("--recursive"), experiment: experiment)
        for target in result.targets {
            guard let problem = check.problem(with: target) else { continue }
            report(problem.code, problem.message, problem.suggestion)
        }
    }

    mutating func reportUnknown(_ name: String) {
        let command = experiment ? "dvc exp run" : "dvc repro"
        report(
            .unknownFlag, "`\(command)` has no flag \(Diagnostic.quote(name)).", DVCFlag.nearest(to: name, experiment: experiment))
    }

    /// A shortened flag is reported together with the flag it was taken for.
    func shown(_ name: String, _ flag: DVCFlag) -> String {
        name.hasPrefix("--") && name != flag.long ? "\(Diagnostic.quote(name)) (`\(flag.long)`)" : "\(Diagnostic.quote(name))"
    }

    mutating func report(_ code: DiagnosticCode, _ message: String, _ suggestion: String? = nil) {
        let diagnostic = Diagnostic(
            code, keyword: DirectiveKeyword.run.name(prefix: prefix), line: line, message: message, suggestion: suggestion)
        if reported.count < Diagnostic.limit, reported.insert(diagnostic).inserted { result.diagnostics.append(diagnostic) }
    }
}
