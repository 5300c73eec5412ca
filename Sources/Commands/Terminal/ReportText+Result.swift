import RunModel
import Web

extension ReportText {
    func result(_ run: RunDocument) -> [String] {
        guard let result = run.result else { return [] }
        var lines = ["", terminal.bold("Result")]
        if result.commit == run.trigger.commit {
            lines.append("  nothing changed: the commit itself is the result")
        } else {
            lines.append("  commit \(result.commit)")
        }
        for place in result.published {
            let name = Terminal.plain(place.ref.hasPrefix("refs/heads/") ? String(place.ref.dropFirst(11)) : place.ref)
            switch place.outcome {
            case .updated, .present: lines.append("  on \(terminal.good(name))")
            case .moved: lines.append("  \(terminal.warm("the branch has moved on")); the result waits on \(name)")
            case .refused: lines.append("  \(terminal.warm("refused")): \(Terminal.plain(place.detail ?? "the remote gave no reason"))")
            }
            if let command = place.command { lines.append("  get it: \(terminal.bold(Terminal.plain(command)))") }
        }
        if let name = run.report?.experiment.map({ Terminal.plain($0) }) {
            // An experiment of a clone's own is there already, but for its data, without which `exp apply` ends with a complaint.
            let isHere = result.published.allSatisfy { $0.ref.hasPrefix("refs/exps/") }
            lines.append(
                "  get it: \(terminal.bold(isHere ? "dvc exp apply \(name); dvc pull" : "dvc exp pull origin \(name) && dvc exp apply \(name)"))"
            )
        } else if result.published.contains(where: { $0.outcome == .updated || $0.outcome == .present }),
            result.commit != run.trigger.commit
        {
            lines.append("  get it: \(terminal.bold("git pull && dvc pull"))")
        }
        return lines
    }
}
