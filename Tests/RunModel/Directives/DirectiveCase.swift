import FoundationEssentials
import Testing

/// One case of the lexical table: a commit message and what it asks for.
struct DirectiveCase: Decodable, Sendable, CustomTestStringConvertible {
    struct Expectation: Decodable, Sendable, Equatable {
        var run: Bool
        var args: [String]
        var dvc_args: [String]
        var experiment: Bool
        var gpus: Int?
        var memory_mib: Int?
        var vcpus: Int?
        var errors: [String]
    }

    let name: String
    let message: String
    let expect: Expectation

    var testDescription: String { name }

    /// The shared table if it lies beside the checkout, else the small one of this file.
    static let all: [DirectiveCase] = {
        // Tests/RunModel/Directives/DirectiveCase.swift, so the checkout is four levels up.
        var checkout = URL(filePath: #filePath)
        for _ in 0..<4 { checkout.deleteLastPathComponent() }
        let shared = checkout.deletingLastPathComponent().appending(path: "shared/vectors/directives.json")
        let text = (try? Data(contentsOf: shared)) ?? Data(own.utf8)
        struct Table: Decodable { let cases: [DirectiveCase] }
        do {
            return try JSONDecoder().decode(Table.self, from: text).cases
        } catch {
            fatalError("the table of directives cannot be read: \(error)")
        }
    }()

    private static let own = #"""
        {"cases": [
        {"name": "no directive", "message": "tidy up",
         "expect": {"run": false, "args": [], "dvc_args": [], "experiment": false, "errors": []}},
        {"name": "run alone", "message": "subject\n\n:ACME_RUN:",
         "expect": {"run": true, "args": [], "dvc_args": [], "experiment": false, "errors": []}},
        {"name": "no blank after the colon", "message": ":ACME_RUN:prepare\t ",
         "expect": {"run": true, "args": ["prepare"], "dvc_args": ["prepare"], "experiment": false, "errors": []}},
        {"name": "indented", "message": "s\n  :ACME_RUN: prepare",
         "expect": {"run": false, "args": [], "dvc_args": [], "experiment": false, "errors": []}},
        {"name": "CRLF", "message": "s\r\n\r\n:ACME_RUN: prepare\r\n:ACME_GPUS: 3\r\n",
         "expect": {"run": true, "args": ["prepare"], "dvc_args": ["prepare"], "experiment": false, "gpus": 3, "errors": []}},
        {"name": "old parameter list", "message": ":ACME_RUN: --params a=[1,2],b={\"c\":1},d=x\n:ACME_RUN_EXP:",
         "expect": {"run": true, "args": ["--params", "a=[1,2],b={\"c\":1},d=x"],
          "dvc_args": ["--set-param", "a=[1,2]", "--set-param", "b={\"c\":1}", "--set-param", "d=x"],
          "experiment": true, "errors": []}},
        {"name": "quotes", "message": ":ACME_RUN: -S 'a=1 2' -S b=\"3 4\" it's",
         "expect": {"run": true, "args": ["-S", "a=1 2", "-S", "b=3 4", "it's"],
          "dvc_args": ["-S", "a=1 2", "-S", "b=3 4", "it's"], "experiment": false, "errors": []}},
        {"name": "unclosed quote", "message": ":ACME_RUN: \"a",
         "expect": {"run": true, "args": [], "dvc_args": [], "experiment": false, "errors": ["bad_quoting:ACME_RUN"]}},
        {"name": "one GPU without a number", "message": ":ACME_RUN:\n:ACME_GPUS:",
         "expect": {"run": true, "args": [], "dvc_args": [], "experiment": false, "gpus": 1, "errors": []}},
        {"name": "resources alone", "message": ":ACME_VCPUS: 2",
         "expect": {"run": false, "args": [], "dvc_args": [], "experiment": false, "vcpus": 2, "errors": ["missing_run"]}},
        {"name": "wrong numbers", "message": ":ACME_RUN:\n:ACME_VCPUS: 0\n:ACME_MEMORY: 4G\n:ACME_GPUS: -2",
         "expect": {"run": true, "args": [], "dvc_args": [], "experiment": false,
          "errors": ["out_of_range:ACME_GPUS", "not_a_number:ACME_MEMORY", "out_of_range:ACME_VCPUS"]}},
        {"name": "twice", "message": ":ACME_RUN: a\n:ACME_RUN: b\n:ACME_RUN: c",
         "expect": {"run": true, "args": ["a"], "dvc_args": ["a"], "experiment": false, "errors": ["duplicate:ACME_RUN"]}}
        ]}
        """#
}
