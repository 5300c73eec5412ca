import Foundation

/// One thing that setting a project up takes, and how it stands.
struct ProjectStep: Encodable, Equatable {
    enum State: String, Encodable {
        case done
        /// It was so before.
        case already
        /// With `--dry-run`: what would be done.
        case planned
        /// Somebody has to do it by hand; `detail` says where to click.
        case todo
        case failed
    }

    var step: String
    var state: State
    var detail: String

    var isOpen: Bool { state == .todo || state == .failed }
}

extension [ProjectStep] {
    /// On a terminal a line each; with `--json` one object.
    func print(json: Bool, project: String) throws {
        if json { return try Output.json(ProjectSteps(project: project, steps: self)) }
        let terminal = Terminal(.output)
        for step in self {
            let word = step.state.rawValue.padding(toLength: 8, withPad: " ", startingAt: 0)
            terminal.line("\(word) \(step.step): \(Terminal.plain(step.detail))")
        }
    }
}

/// What `--json` prints.
private struct ProjectSteps: Encodable {
    let project: String
    let steps: [ProjectStep]
}
