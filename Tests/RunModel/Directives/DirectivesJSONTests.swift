import FoundationEssentials
import RunModel
import Testing

@Suite struct DirectivesJSONTests {
    private func json(_ message: String) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(Directives(message: message)), as: UTF8.self)
    }

    @Test("the JSON has every key, and null where there is no value")
    func nulls() throws {
        #expect(
            try json("x") == #"{"args":[],"diagnostics":[],"dvc_args":[],"errors":[],"experiment":false,"gpus":null,"memory_mib":null,"#
                + #""on":null,"run":false,"sweep":null,"timeout_s":null,"vcpus":null}"#)
    }

    @Test("the JSON has the names that scripts rely on")
    func names() throws {
        let message =
            ":ACME_RUN: --params a=1\n:ACME_RUN_EXP:\n:ACME_GPUS:\n:ACME_MEMORY: 2\n:ACME_VCPUS: 3\n:ACME_TIMEOUT: 2m\n:ACME_ON: q"
        #expect(
            try json(message) == #"{"args":["--params","a=1"],"diagnostics":[],"dvc_args":["--set-param","a=1"],"errors":[],"#
                + #""experiment":true,"gpus":1,"memory_mib":2,"on":"q","run":true,"sweep":null,"timeout_s":120,"vcpus":3}"#)
    }

    @Test("a diagnostic has every key, too")
    func diagnostic() throws {
        let text = try json(":ACME_GPUS:")
        #expect(text.contains(#""errors":["missing_run"]"#))
        #expect(text.contains(#"[{"code":"missing_run","keyword":"ACME_RUN","line":null,"message":"#))
        #expect(text.contains(#""suggestion":":ACME_RUN:"}]"#))
        #expect(try json(":ACME_RUN: -z").contains(#""suggestion":null}]"#))
    }

    @Test("what is written is read back", arguments: DirectiveCase.all)
    func roundTrip(_ item: DirectiveCase) throws {
        let directives = Directives(message: item.message)
        let data = try JSONEncoder().encode(directives)
        #expect(try JSONDecoder().decode(Directives.self, from: data) == directives)
    }
}
