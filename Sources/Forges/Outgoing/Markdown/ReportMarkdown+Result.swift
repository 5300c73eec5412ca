import RunModel

extension ReportMarkdown {
    /// Where the result is, and the commands that bring it in.
    func result(_ report: Report) -> String {
        guard let result = report.result else { return "" }
        let isTrigger = result.commit == report.trigger.commit
        var lines = [
            isTrigger
                ? "**Result**: nothing changed, the commit itself is the result" : "**Result**: commit \(text.code(result.commit.text))"
        ]
        // An empty line on either side of a list: Bitbucket's reader sees none without.
        if !result.published.isEmpty { lines += [""] + result.published.map { "- \(place($0))" } }
        let commands = commands(report, result, isTrigger: isTrigger)
        if !commands.isEmpty { lines += ["", MarkdownText.block(commands, language: "sh")] }
        return lines.joined(separator: "\n")
    }

    private func place(_ place: Publication) -> String {
        let name = text.code(place.ref.hasPrefix("refs/heads/") ? String(place.ref.dropFirst(11)) : place.ref)
        switch place.outcome {
        case .updated, .present: return "on \(name)"
        case .moved: return "**the branch has moved on**; the result waits on \(name)"
        case .refused: return "**refused**: \(text.sentence(place.detail ?? "the remote gave no reason")); the result waits on \(name)"
        }
    }

    private func commands(_ report: Report, _ result: Run.Result, isTrigger: Bool) -> [String] {
        var commands = result.published.compactMap(\.command)
        if let name = report.experiment {
            // An experiment of a clone's own is there already, but for its data, without which `exp apply` ends with a complaint.
            let isHere = result.published.allSatisfy { $0.ref.hasPrefix("refs/exps/") }
            commands.append(isHere ? "dvc exp apply \(name); dvc pull" : "dvc exp pull origin \(name) && dvc exp apply \(name)")
        } else if !isTrigger, result.published.contains(where: { $0.outcome == .updated || $0.outcome == .present }) {
            commands.append("git pull && dvc pull")
        }
        return commands.map { PlainText.line($0) }
    }
}
