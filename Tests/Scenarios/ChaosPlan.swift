import Foundation
import RunModel
import TestKit

/// What goes wrong in a round, and when: one to three attempts in trouble, and one that is let alone.
struct ChaosPlan: Sendable {
    enum Trouble: Sendable {
        case kill, terminate, noGit, noRemote
        case fault(HTTPFaults.Fault)
    }

    enum Moment: Sendable {
        case after(seconds: Double)
        /// As soon as the log tells of the step.
        case atStep(JobStep)
    }

    struct Attempt: Sendable {
        /// Another one has another cache and work directory: it stands for another machine.
        var state: String
        var trouble: Trouble?
        var moment: Moment
        /// How long what was taken away stays away.
        var seconds: Double
    }

    let attempts: [Attempt]
    let stageSeconds: Double

    init(troubles: [Trouble], stageSeconds: Double, using random: inout SeededRandom) {
        self.stageSeconds = stageSeconds
        var attempts: [Attempt] = []
        // `commit` and `environment` are not told of as they begin.
        let steps = JobStep.allCases.filter { ![.commit, .environment].contains($0) }
        for _ in 0...Int.random(in: 1...3, using: &random) {
            let moment: Moment =
                Bool.random(using: &random)
                ? .after(seconds: Double.random(in: 0...7, using: &random)) : .atStep(random.pick(steps))
            attempts.append(
                Attempt(
                    state: Bool.random(using: &random) ? "here" : "there", trouble: random.pick(troubles), moment: moment,
                    seconds: Double.random(in: 0.5...6, using: &random)))
        }
        attempts[attempts.count - 1].trouble = nil
        self.attempts = attempts
    }
}
