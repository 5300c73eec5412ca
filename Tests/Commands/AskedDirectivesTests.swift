import ArgumentParser
import RunModel
import Testing

@testable import Commands

@Suite("What the options of `bunsen run` ask for")
struct AskedDirectivesTests {
    private func asked(_ options: [String], _ message: String = "Try it\n", prefix: String = "ACME") throws -> Directives {
        let text = try AskedDirectives.parse(options).message(message, prefix: prefix)
        #expect(text.utf8.starts(with: message.utf8))
        return Directives(message: text, prefix: prefix)
    }

    @Test(
        "a commit without directives gets a plain run",
        arguments: ["", "Try it", "Try it\n", "Try it\n\nwords\n", "ends in CR\r", ":acme_run:"])
    func plain(message: String) throws {
        let directives = try asked([], message)
        #expect(directives.isRunnable && !directives.experiment && directives.dvcArgs.isEmpty)
    }

    @Test("every option has its directive")
    func options() throws {
        let directives = try asked([
            "--exp", "--vcpus", "3", "--memory", "4096", "--gpus", "1", "--timeout", "90m", "--on", "local",
        ])
        #expect(directives.isRunnable && directives.experiment)
        #expect(directives.vcpus == 3 && directives.memoryMiB == 4096 && directives.gpus == 1)
        #expect(directives.timeoutSeconds == 5400 && directives.on == "local")
    }

    @Test("a parameter makes it an experiment", arguments: ["-S", "--set-param"])
    func parameter(option: String) throws {
        let directives = try asked([option, "train.lr=0.2"])
        #expect(directives.isRunnable && directives.experiment && directives.dvcArgs == ["-S", "train.lr=0.2"])
    }

    @Test(
        "a parameter's value arrives as it was given",
        arguments: [
            "a=b c", "a='x'", "a=\"x\"", "a=\\", "a=it's", "a='\"\\", "a=[1, 2]", "a={x: 1}", "conf.yaml:a=$HOME", "a=`id`", "a=;#|&",
            "a=é\u{1F600}", "a=\t", "a=x\r", "a= ",
        ])
    func quoting(parameter: String) throws {
        let directives = try asked(["-S", parameter, "-S", "b=1"])
        #expect(directives.args == ["-S", parameter, "-S", "b=1"])
    }

    @Test("the service's own prefix is what is written")
    func prefix() throws {
        let text = try AskedDirectives.parse(["--gpus", "2"]).message("x", prefix: "LAB")
        #expect(text == "x\n\n:LAB_RUN:\n:LAB_GPUS: 2\n")
    }

    @Test(
        "directives in the message hold alone",
        arguments: [[], ["--exp"], ["-S", "a=1"], ["--vcpus", "2"], ["--on", "local"], ["--timeout", "1h"]])
    func hold(options: [String]) throws {
        let asked = try AskedDirectives.parse(options)
        let message = "x\n\n:ACME_RUN: --force"
        if options.isEmpty { return #expect(try asked.message(message, prefix: "ACME") == message) }
        #expect { try asked.message(message, prefix: "ACME") } throws: { error in
            (error as? CommandFailure)?.code == "directives_hold" && (error as? CommandFailure)?.exit == .usage
        }
    }

    @Test(
        "an option cannot bring a line of its own",
        arguments: [
            ["-S", "a=1\n:ACME_GPUS: 8"], ["--on", "local\n:ACME_RUN: --force"], ["--timeout", "1h\n"], ["--on", "a\r\n:ACME_GPUS: 8"],
        ])
    func lineBreak(options: [String]) throws {
        let asked = try AskedDirectives.parse(options)
        #expect { try asked.message("x", prefix: "ACME") } throws: { ($0 as? CommandFailure)?.code == "line_break" }
    }

    @Test(
        "an option that means nothing is a mistake of the directive",
        arguments: [["--timeout", "soon"], ["--vcpus", "0"], ["--memory", "-1"]])
    func mistakes(options: [String]) throws {
        #expect(try !asked(options.count == 2 && options[1] == "-1" ? ["--memory=-1"] : options).diagnostics.isEmpty)
    }
}
