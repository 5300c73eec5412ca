import RunModel
import Testing

@Suite struct ParamOverrideTests {
    private func parsed(_ value: String) -> DVCArguments { DVCArguments(["--set-param=\(value)"], experiment: true) }

    @Test(
        "a parameter in Hydra's grammar is taken as it is",
        arguments: [
            "lr=0.1", "lr=", "a.b.c=1", "a.0.b=x", "f.yaml:lr=1", "conf/a b.json:lr=1", "+new=1", "++new=1", "f.toml:+new=1", "~old",
            "~old=1", "f.yaml:~a.b", "db/engine=mysql", "db@pkg=mysql", "$x=1", "_x-y=1", "x=[1,2]", "x={a:1,b:[c,{d:2}]}", "x='a,b'",
            "x=\"a,b\"", "x=a\\,b", "x=${y.z}", "x=${oc.env:A,b}", "x=int(3)", "x=str([1,2])", "x=a:b", "x=/a/b-c+d.e*?|%@", "x=two words",
            "x=\"a=b\"", "x=null", "x=-1e-3", "x={}", "x=[]", "x=\"it's\"",
        ])
    func taken(_ value: String) {
        let arguments = parsed(value)
        #expect(arguments.diagnostics == [])
        #expect(arguments.setParams == [value])
        #expect(!arguments.asksForSweep)
    }

    @Test(
        "JSON's quoted keys are unquoted, as Hydra knows none",
        arguments: [
            ("opt={\"a\":[1,2]}", "opt={a:[1,2]}"), ("opt={\"a\": {\"b_c\": \"d,e\"}}", "opt={a: {b_c: \"d,e\"}}"),
            ("f.json:x=[{\"a\":1},{'b.c':2}]", "f.json:x=[{a:1},{b.c:2}]"), ("x={\"a\":1} ", "x={a:1}"),
        ])
    func json(_ value: String, _ expected: String) {
        let arguments = parsed(value)
        #expect(arguments.diagnostics == [])
        #expect(arguments.setParams == [expected])
        #expect(parsed(expected).setParams == [expected])
    }

    @Test(
        "several values are a sweep",
        arguments: [
            "lr=0.1,0.01", "lr=choice(1,2)", "lr=choice(1)", "lr=range(1,10)", "lr=range(start=1,stop=3)", "x=[1,2],[3]",
            "x={a:1},{a:2}", "x='a,b',c", "x= 1 , 2", "x=choice (1,2)", "f.yaml:x=a,b", "+x=1,2",
        ])
    func sweeps(_ value: String) {
        #expect(parsed(value).asksForSweep)
        #expect(parsed(value).diagnostics == [])
        let directives = Directives(message: ":ACME_RUN: -S \(ArgumentText.quoted(value))\n:ACME_RUN_EXP:")
        #expect(directives.errors.isEmpty)
        #expect(directives.asksForSweep)
        #expect(directives.isRunnable)
    }

    @Test(
        "several values that are no list, choice or range are refused, never handed to DVC",
        arguments: [
            "lr=interval(0,1)", "lr=glob(*)", "lr=shuffle(range(1,3))", "lr=sort(3,2,reverse=true)", "lr=int(choice(1,2))", "lr=int(1,2)",
            "lr=,",
        ])
    func otherSweeps(_ value: String) {
        #expect(parsed(value).asksForSweep)
        #expect(parsed(value).diagnostics.map(\.code) == ["bad_sweep"])
    }

    @Test("the old comma list of values is a sweep as well")
    func oldList() {
        let directives = Directives(message: ":ACME_RUN: --params lr=0.1,0.01,bs=8\n:ACME_RUN_EXP:")
        #expect(directives.isRunnable && directives.asksForSweep)
    }

    @Test(
        "what DVC could not read is refused",
        arguments: [
            "", "lr", "=1", "+=1", "~", "1a=1", "a b=1", "név=öt", "a..b=1", ".a=1", "a.=1", "a[0]=1", "-a=1", "a/b.c=1", "a@b@c=1", ":a=1",
            "f.yaml:a", "a:b:c=1", "+f.yaml:a=1", "x=1=2", "x=[1", "x=1]", "x=[1,]", "x=[,1]", "x={a}", "x={a:}", "x={:1}", "x={a:1",
            "x=(1)",
            "x=foo(1)", "x=CHOICE(1)", "x=it's", "x='a", "x='a'b", "x='a' 'b'", "x=a[1]", "x=a{b}", "x=a(b", "x=${", "x=${}", "x=é",
            "x=a#b",
            "x=a;b", "x=!a", "x=<a>", "x=[choice(1,2)]", "x={\"a b:c\":1}", "x={\"1\":1}", "x={\"true\":1}", "x=\u{7}",
        ])
    func refused(_ value: String) {
        #expect(parsed(value).diagnostics.map(\.code) == ["bad_param"])
        #expect(!parsed(value).asksForSweep)
    }

    @Test("a text that has to be quoted is suggested in quotes that are right", arguments: ["x=a=b", "x=é", "x=a#b", "x=it's", "x=f(x)"])
    func quoting(_ value: String) throws {
        let suggestion = try #require(parsed(value).diagnostics.first?.suggestion)
        #expect(Directives(message: ":ACME_RUN: \(suggestion)\n:ACME_RUN_EXP:").isRunnable)
    }

    @Test(
        "a parameter file outside the repository is refused",
        arguments: ["/etc/x.yaml:a=1", "../p.yaml:a=1", "a/../../p.yaml:a=1", "~/p.yaml:a=1"])
    func outside(_ value: String) {
        #expect(parsed(value).diagnostics.map(\.code) == ["outside_repository"])
    }

    @Test("a sign before the file is put where it belongs")
    func misplacedSign() {
        #expect(parsed("++f.yaml:a=1").diagnostics.map(\.suggestion) == ["-S f.yaml:++a=1"])
    }
}
