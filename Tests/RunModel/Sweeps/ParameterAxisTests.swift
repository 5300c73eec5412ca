import RunModel
import Testing

@Suite struct ParameterAxisTests {
    private func values(_ text: String) throws -> [[String]] {
        let arguments = DVCArguments(["--set-param=\(text)"], experiment: true)
        #expect(arguments.diagnostics == [])
        return try SweepPlan(arguments, most: 100).members.map(\.dvcArgs)
    }

    /// What `get_hydra_sweeps` of DVC 3 with Hydra 1.3 gives for the same text. Numbers in a list are left as they are written.
    @Test(
        "values are DVC's own, in its order",
        arguments: [
            ("lr=range(2,6)", ["2", "3", "4", "5"]), ("lr=range(6,2,-1)", ["6", "5", "4", "3"]), ("lr=range(3)", ["0", "1", "2"]),
            ("lr=range(start=1,stop=4)", ["1", "2", "3"]), ("lr=range(step=2,start=0,stop=5)", ["0", "2", "4"]),
            ("lr=range(1,10,3)", ["1", "4", "7"]), ("lr=range(1,2,step=0.5)", ["1.0", "1.5"]),
            ("lr=range(0,1,0.25)", ["0.0", "0.25", "0.5", "0.75"]),
            // Hydra adds the step up in decimal, from the binary numbers that were written.
            ("lr=range(0.1,0.5,0.1)", ["0.1", "0.2", "0.30000000000000004", "0.4"]),
            ("lr=range(0,1,.1)", ["0.0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7000000000000001", "0.8", "0.9"]),
            ("lr=range(1e-5,5e-5,1e-5)", ["1e-05", "2e-05", "3e-05", "4e-05"]),
            ("lr=range(1.0,-1.0,-0.5)", ["1.0", "0.5", "0.0", "-0.5"]),
            ("lr=choice([1,2],{a:1})", ["[1,2]", "{a:1}"]), ("lr=[1,2],[3]", ["[1,2]", "[3]"]), ("lr=choice(a, b )", ["a", "b"]),
            ("lr=choice(1)", ["1"]), ("lr='x y',z", ["'x y'", "z"]), ("lr=a b,c", ["a b", "c"]), ("lr=a\\,b,c", ["a\\,b", "c"]),
            ("lr=\"a,(b\",c", ["\"a,(b\"", "c"]),
        ])
    func dvc(_ text: String, _ expected: [String]) throws {
        #expect(try values(text) == expected.map { ["--set-param=lr=\($0)"] })
    }

    @Test("a file and a sign stay before each value")
    func places() throws {
        #expect(try values("f.yaml:+a.b=1,2") == [["--set-param=f.yaml:+a.b=1"], ["--set-param=f.yaml:+a.b=2"]])
    }

    @Test(
        "what is no list of values is a mistake that says why",
        arguments: [
            ("lr=choice()", "empty"), ("lr=1,", "missing"), ("lr=,1", "missing"), ("lr=,", "missing"), ("lr=1,1", "twice"),
            ("lr=choice(1,)", "missing"), ("lr=range(5,1)", "no value"), ("lr=range(1,2,0)", "step is 0"), ("lr=range(stop=3)", "a start"),
            ("lr=range(a,b)", "no number"), ("lr=range(1,2,3,4)", "a start"), ("lr=range(1,start=2)", "twice"),
            ("lr=range(0,1000001)", "1000001 values"), ("lr=range(0,1,1e-300)", "9223372036854775807 values"),
            ("lr=interval(0,1)", "`interval(…)` cannot"), ("lr=glob(*)", "`glob(…)` cannot"), ("lr=sort(3,1)", "`sort(…)` cannot"),
            ("lr=int(1,2)", "`int(…)` cannot"), ("lr=range(1,inf)", "no number"), ("lr=range(0x1,3)", "no number"),
        ])
    func mistakes(_ text: String, _ why: String) {
        let diagnostics = DVCArguments(["-S", text], experiment: true).diagnostics
        #expect(diagnostics.map(\.code).allSatisfy { ["bad_sweep", "bad_param"].contains($0) })
        #expect(diagnostics.count == 1 && diagnostics[0].message.contains(why), "\(diagnostics)")
    }

    @Test("a line full of long ranges is answered without working them all out")
    func flood() {
        let arguments = (0..<900).flatMap { ["-S", "p\($0)=range(0,9000)"] }
        #expect(DVCArguments(arguments, experiment: true).diagnostics.contains { $0.message.contains("more than 10000 values") })
    }
}
