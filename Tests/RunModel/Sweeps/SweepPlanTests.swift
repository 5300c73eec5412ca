import RunModel
import Testing

@Suite struct SweepPlanTests {
    private func plan(_ arguments: [String], most: Int = 1000) throws -> SweepPlan {
        try SweepPlan(DVCArguments(arguments, experiment: true), most: most)
    }

    @Test("every combination is a run, the last parameter changes fastest, and what varies tells them apart")
    func product() throws {
        let members = try plan(["-n", "try", "-f", "-S", "lr=0.1,0.01", "-S", "seed=1", "-S", "depth=range(2,4)", "train"]).members
        #expect(
            members.map(\.dvcArgs) == [
                ["--name=try-1", "--set-param=lr=0.1", "--set-param=seed=1", "--set-param=depth=2", "--force", "train"],
                ["--name=try-2", "--set-param=lr=0.1", "--set-param=seed=1", "--set-param=depth=3", "--force", "train"],
                ["--name=try-3", "--set-param=lr=0.01", "--set-param=seed=1", "--set-param=depth=2", "--force", "train"],
                ["--name=try-4", "--set-param=lr=0.01", "--set-param=seed=1", "--set-param=depth=3", "--force", "train"],
            ])
        #expect(members[2].parameters == [SweepParameter(name: "lr", value: "0.01"), SweepParameter(name: "depth", value: "2")])
        #expect(members.map(\.number) == [1, 2, 3, 4])
    }

    @Test("a parameter that is given again counts as given last, in its first place; those of one file stay together")
    func again() throws {
        let members = try plan(["-S", "a=1,2", "-S", "f.yaml:b=1,2", "-S", "a=3,4", "-S", "c=5,6"]).members
        #expect(members.count == 8)
        #expect(members[0].dvcArgs == ["--set-param=a=3", "--set-param=c=5", "--set-param=f.yaml:b=1"])
        #expect(members[1].dvcArgs == ["--set-param=a=3", "--set-param=c=5", "--set-param=f.yaml:b=2"])
    }

    @Test("too many combinations are refused with their number and where it comes from")
    func million() {
        let problem = #expect(throws: SweepProblem.self) { try plan(["-S", "a=range(0,1000)", "-S", "b=range(1000)"]) }
        #expect(
            problem?.message == "The sweep would have 1000000 runs (1000 values of `a` × 1000 values of `b`); at most 1000 are allowed.")
        #expect(problem?.suggestion?.contains("random") == true)
        let few = #expect(throws: SweepProblem.self) { try plan(["-S", "a=1,2,3"], most: 2) }
        #expect(few?.suggestion?.contains("max=3") == true)
        let huge = #expect(throws: SweepProblem.self) { try plan((0..<9).flatMap { ["-S", "p\($0)=range(1000)"] }) }
        #expect(huge?.message.contains("more than 9223372036854775807 runs") == true)
    }

    @Test("a listed sweep refuses twins, by parameters and by name")
    func listed() throws {
        let arguments = DVCArguments(["-S", "seed=1"], experiment: true)
        func axis(_ key: String, _ value: String) -> ParameterAxis { ParameterAxis(file: nil, key: key, values: [value]) }
        let plan = try SweepPlan(
            arguments, points: [("small", [axis("n", "1"), axis("e", "3")]), (nil, [axis("n", "2"), axis("e", "3")])], most: 10)
        #expect(plan.members[0].dvcArgs == ["--name=small", "--set-param=seed=1", "--set-param=n=1", "--set-param=e=3"])
        #expect(plan.members.map(\.parameters) == [[SweepParameter(name: "n", value: "1")], [SweepParameter(name: "n", value: "2")]])
        let twins = #expect(throws: SweepProblem.self) {
            try SweepPlan(arguments, points: [("a", [axis("n", "1")]), ("b", [axis("n", "1")])], most: 10)
        }
        #expect(twins?.message == "Runs 1 and 2 of the sweep have the same parameters.")
        let names = #expect(throws: SweepProblem.self) {
            try SweepPlan(arguments, points: [("a", [axis("n", "1")]), ("a", [axis("n", "2")])], most: 10)
        }
        #expect(names?.message == "Runs 1 and 2 of the sweep have the same name, `a`.")
    }
}

@Suite struct SweepOptionsTests {
    @Test("options are words, and are printed as they are read")
    func words() {
        var problems: [String] = []
        let options = SweepOptions("grid max=50 jobs=8 metric=metrics.json:train.loss goal=min branches=best:3", problems: &problems)
        #expect(problems == [])
        #expect(options.file == "grid" && options.max == 50 && options.jobs == 8 && options.goal == .min && options.branches == .best(3))
        #expect(options.metric?.file == "metrics.json" && options.metric?.name == "train.loss")
        #expect(options.printed == "grid max=50 jobs=8 metric=metrics.json:train.loss goal=min branches=best:3")
        #expect(SweepOptions(options.printed, problems: &problems) == options)
    }

    @Test(
        "a wrong word is told, and the nearest right one",
        arguments: [
            ("max=0", "from 1"), ("max=10001", "from 1 to 10000"), ("jobs=x", "number"), ("goal=up", "`min` or `max`"),
            ("metrik=a", "`metric`"),
            ("branches=best:0", "best:COUNT"), ("max=1 max=2", "twice"), ("a b", "twice"), ("../x", "neither"), ("metric=:a", "FILE:NAME"),
        ])
    func wrong(_ text: String, _ why: String) {
        var problems: [String] = []
        _ = SweepOptions(text, problems: &problems)
        #expect(problems.count == 1 && problems[0].contains(why), "\(problems)")
    }

    @Test("a sweep by push is an experiment, and says what varies in one place only")
    func together() {
        func codes(_ message: String) -> [String] { Directives(message: message).diagnostics.map(\.code) }
        #expect(codes(":ACME_RUN: -S a=1,2\n:ACME_RUN_EXP:\n:ACME_SWEEP: max=2 jobs=1") == [])
        #expect(codes(":ACME_RUN:\n:ACME_RUN_EXP:\n:ACME_SWEEP: grid") == [])
        #expect(codes(":ACME_RUN:\n:ACME_RUN_EXP:\n:ACME_SWEEP: max=2") == ["bad_sweep"])
        #expect(codes(":ACME_RUN: -S a=1,2\n:ACME_RUN_EXP:\n:ACME_SWEEP: grid") == ["bad_sweep"])
        #expect(codes(":ACME_RUN: -S a=1,2\n:ACME_RUN_EXP:\n:ACME_SWEEP: max=1") == ["bad_sweep"])
        #expect(codes(":ACME_RUN:\n:ACME_SWEEP: grid") == ["needs_experiment"])
        #expect(codes(":ACME_RUN: -S a=1,2").contains("needs_experiment"))
        #expect(Directives(message: ":ACME_RUN: -S a=1,2\n:ACME_RUN_EXP:").sweepInWords == "A sweep of 2 runs.")
        #expect(Directives(message: ":ACME_RUN: -S a=1\n:ACME_RUN_EXP:").sweepInWords == nil)
    }
}
