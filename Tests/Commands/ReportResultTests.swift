import Foundation
import Glibc
import RunModel
import Testing
import Web

@testable import Commands

@Suite("A result on a terminal")
struct ReportResultTests {
    private func lines(_ places: [Publication], commit: Character = "f", experiment: String? = nil) throws -> ArraySlice<String> {
        let sha = try #require(CommitSHA(String(repeating: commit, count: 40)))
        let run = try Samples.reported { report in
            report.result = Run.Result(ref: "refs/bunsen/result/x", commit: sha, published: places)
            report.experiment = experiment
        }
        let lines = ReportText(terminal: Terminal(.output, environment: ["TERM": "dumb"])).lines(run).filter { !$0.hasPrefix("but ") }
        #expect(lines[2...3] == ["", "Result"])
        return lines[4...]
    }

    private let commit = "  commit \(String(repeating: "f", count: 40))"

    @Test(
        "a branch that was moved, or held it already, is named with the command that gets it",
        arguments: [Publication.Outcome.updated, .present])
    func published(outcome: Publication.Outcome) throws {
        let lines = try lines([Publication(branch: "main", ref: "refs/heads/main", outcome: outcome)])
        #expect(lines == [commit, "  on main", "  get it: git pull && dvc pull"])
    }

    @Test("a branch that has moved on keeps what it has, and the one command is given")
    func moved() throws {
        let place = Publication(branch: "main", ref: "refs/heads/bunsen/r-1", outcome: .moved, command: "git merge origin/bunsen/r-1")
        #expect(
            try lines([place]) == [
                commit, "  the branch has moved on; the result waits on bunsen/r-1", "  get it: git merge origin/bunsen/r-1",
            ])
    }

    @Test("a refusal is told in the forge's own sentence; without one that is said")
    func refused() throws {
        let told = Publication(branch: "main", ref: "refs/bunsen/result/x", outcome: .refused, detail: "protected branch")
        #expect(try lines([told]) == [commit, "  refused: protected branch"])
        let silent = Publication(branch: "main", ref: "refs/bunsen/result/x", outcome: .refused)
        #expect(try lines([silent]) == [commit, "  refused: the remote gave no reason"])
    }

    @Test("a run that changed nothing has no command that gets it")
    func unchanged() throws {
        let lines = try lines([Publication(branch: "main", ref: "refs/heads/main", outcome: .present)], commit: "a")
        #expect(lines == ["  nothing changed: the commit itself is the result", "  on main"])
    }

    @Test("an experiment is pulled from origin, or only applied where it is in the clone already")
    func experiment() throws {
        let branch = Publication(branch: "main", ref: "refs/heads/experiment/aaaaaaa-e", outcome: .updated)
        let ref = Publication(branch: nil, ref: "refs/exps/aa/a/e", outcome: .updated)
        #expect(try lines([branch, ref], experiment: "e").last == "  get it: dvc exp pull origin e && dvc exp apply e")
        #expect(try lines([ref], experiment: "e").last == "  get it: dvc exp apply e; dvc pull")
    }

    @Test("nothing that comes from outside moves the cursor, changes colours or turns the text around")
    func hostile() throws {
        let bad = Samples.hostile
        var run = try Samples.reported("failed") { report in
            report.metrics = [MetricChange(file: bad, name: bad, before: .text(bad), after: .text(bad), delta: .nan)]
            report.params = [ParamChange(file: bad, name: bad, before: nil, after: .text(bad))]
            report.stages = [StageOutcome(name: bad, state: .failed, seconds: 1), StageOutcome(name: bad, state: .cached)]
            report.data = [DataChange(path: bad, before: nil, after: DataChange.Extent(size: 1))]
            report.plots = CommitSHA(String(repeating: "f", count: 40)).map { commit in
                Plots(ref: bad, commit: commit, drawings: [Plots.Drawing(name: bad, file: bad)])
            }
            report.resources.gpus = [Report.GPU(name: bad, utilization: 1, peakMemoryMiB: 1, memoryMiB: 2)]
            report.remarks = [bad]
            report.experiment = bad
            report.result = CommitSHA(String(repeating: "f", count: 40)).map { commit in
                Run.Result(
                    ref: bad, commit: commit,
                    published: [Publication.Outcome.updated, .moved, .refused].map {
                        Publication(branch: bad, ref: "refs/heads/\(bad)", outcome: $0, detail: bad, command: bad)
                    })
            }
        }
        run.trigger.repository = "/srv/\(bad)"
        run.trigger.branch = bad
        run.subject = bad
        run.failure = Failure(.stageFailed, bad, remedy: "mend it", stage: bad, lastLines: [bad, bad, "Error: \(bad)"], evidence: [bad])
        for line in ReportText(terminal: Terminal(.output, environment: ["TERM": "dumb"])).lines(run) {
            #expect(line.controls.isEmpty, "\(line.debugDescription)")
        }
    }

    @Test("on a terminal better is green and worse is red, and nothing else is coloured by what comes from outside")
    func colours() async {
        await #expect(processExitsWith: .success) {
            try PseudoTerminal.becomeOutput()
            let terminal = Terminal(.output, environment: [:])
            #expect(terminal.isTerminal && terminal.hasColour)
            let run = try Samples.reported { report in
                report.metrics = [
                    MetricChange(file: "m", name: "up", before: .integer(1), after: .integer(2), delta: 1, better: true),
                    MetricChange(file: "m", name: "down", before: .integer(1), after: .integer(0), delta: -1, better: false),
                    MetricChange(file: "m", name: "same", before: .integer(1), after: .integer(1), delta: 0),
                ]
            }
            let lines = ReportText(terminal: terminal).lines(run)
            #expect(lines.contains("  m:up    1  →  2  \u{1B}[32m+1 (+100 %) better\u{1B}[0m"))
            #expect(lines.contains("  m:down  1  →  0  \u{1B}[31m-1 (-100 %) worse\u{1B}[0m"))
            #expect(lines.contains("\u{1B}[2m  1 unchanged\u{1B}[0m"))
            #expect(!Terminal(.output, environment: ["NO_COLOR": "1"]).hasColour)
            #expect(Terminal(.output, environment: ["NO_COLOR": ""]).hasColour)
            #expect(!Terminal(.output, environment: ["TERM": "dumb"]).isTerminal)
        }
    }
}

/// For a process of a test's own.
enum PseudoTerminal {
    struct None: Error {}

    static func becomeOutput() throws {
        let master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        var isLocked: CInt = 0
        // TIOCSPTLCK and TIOCGPTPEER of <asm-generic/ioctls.h>, which Swift does not see.
        guard master >= 0, ioctl(master, 0x4004_5431, &isLocked) == 0 else { throw None() }
        let peer = ioctl(master, 0x5441, O_RDWR | O_NOCTTY)
        guard peer >= 0, dup2(peer, STDOUT_FILENO) == STDOUT_FILENO else { throw None() }
    }
}
