import RunModel
import Testing

@Suite struct RetiredParamsFlagTests {
    @Test(
        "--params becomes one --set-param an item",
        arguments: [
            ("--params a=1,b=2", ["--set-param", "a=1", "--set-param", "b=2"]),
            ("--params=a=1,b=2 x", ["--set-param=a=1", "--set-param=b=2", "x"]),
            ("--params a=1,2", ["--set-param", "a=1,2"]),
            ("--params a=x,y,b=2", ["--set-param", "a=x,y", "--set-param", "b=2"]),
            ("--params a=[1,b=2],c=3", ["--set-param", "a=[1,b=2]", "--set-param", "c=3"]),
            ("--params a={\"x\":1,\"y\":2},c=3", ["--set-param", "a={\"x\":1,\"y\":2}", "--set-param", "c=3"]),
            ("--params f.yaml:a=1,g.yaml:b.c=2", ["--set-param", "f.yaml:a=1", "--set-param", "g.yaml:b.c=2"]),
            ("--params a=1,", ["--set-param", "a=1,"]),
            ("--params a=],b=1", ["--set-param", "a=]", "--set-param", "b=1"]),
            ("--params ''", ["--set-param", ""]),
            ("--params", ["--set-param"]),
            ("--paramsx a=1", ["--paramsx", "a=1"]),
            ("-- --params a=1,b=2", ["--", "--params", "a=1,b=2"]),
            ("-S a=1,b=2", ["-S", "a=1,b=2"]),
        ] as [(String, [String])])
    func replaced(_ text: String, _ expected: [String]) {
        #expect(Directives(message: ":ACME_RUN: \(text)").dvcArgs == expected)
    }
}
