import Engine
import RunModel

/// What a pusher reads on the terminal, one line each; git puts `remote:` before them.
enum PushAnswer {
    static func lines(_ answer: TakeAnswer, branch: BranchName) -> [String] {
        switch answer {
        case .nothing, .result: []
        case .taken(let run, let known): [line(run, known: known)]
        case .sweep(let sweep, let known):
            ["bunsen: \(known ? "knows this commit as" : "took") \(sweep.id) · look: bunsen sweep show \(sweep.id)"]
        case .mistakes(let mistakes):
            mistakes.prefix(10).map(line) + [
                "bunsen: nothing was started for \(branch); mend the message (git commit --amend) and push again"
            ]
        }
    }

    private static func line(_ run: Run, known: Bool) -> String {
        if case .failed = run.state, !known, let failure = run.failure { return "bunsen: \(run.id) failed: \(failure.message)" }
        let verb = known ? "knows this commit as" : "took"
        let next = run.state.isEnded ? "look: bunsen runs show \(run.id)" : "follow: bunsen runs logs -f \(run.id)"
        return "bunsen: \(verb) \(run.id) · \(next)"
    }

    static func line(_ mistake: Diagnostic) -> String {
        let place = mistake.line.map { "line \($0): " } ?? ""
        return "bunsen: \(place)\(mistake.message)\(mistake.suggestion.map { " – \($0)" } ?? "")"
    }
}
