import RunModel
import Testing

@Suite struct DirectiveTableTests {
    @Test("a message of the lexical table asks for what the table says", arguments: DirectiveCase.all)
    func table(_ item: DirectiveCase) {
        let directives = Directives(message: item.message)
        let seen = DirectiveCase.Expectation(
            run: directives.run, args: directives.args, dvc_args: directives.dvcArgs, experiment: directives.experiment,
            gpus: directives.gpus, memory_mib: directives.memoryMiB, vcpus: directives.vcpus,
            errors: directives.errors.map(\.description))
        #expect(seen == item.expect)
    }

    @Test("every lexical error of the table is also a diagnostic", arguments: DirectiveCase.all)
    func errorsAreDiagnostics(_ item: DirectiveCase) {
        let directives = Directives(message: item.message)
        for error in directives.errors {
            #expect(directives.diagnostics.contains { $0.code == error.code && (error.keyword ?? $0.keyword) == $0.keyword })
        }
    }

    @Test("the table is not empty")
    func size() {
        #expect(DirectiveCase.all.count >= 12)
    }
}
