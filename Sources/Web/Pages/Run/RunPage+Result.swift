import RunModel

extension RunPage {
    /// Where the result is, and the commands that bring it in.
    var result: HTML {
        guard let result = run.result else { return "" }
        let isTrigger = result.commit == run.request.sha
        let commit: HTML =
            isTrigger
            ? "<p>Nothing changed: the commit itself is the result.</p>"
            : "<p>Commit <code>\(result.commit.text)</code></p>"
        let places = result.published.map(place)
        let list: HTML = places.isEmpty ? "" : "\n<ul>\(places)</ul>"
        let commands = commands(result, isTrigger: isTrigger).map { command -> HTML in
            "\n<pre class=\"command\"><code>\(OutputLine.plain(command).prefix(2000))</code></pre>"
        }
        let lead: HTML = commands.isEmpty ? "" : "\n<p>Get it:</p>"
        return section("Result", "\(commit)\(list)\(lead)\(commands)")
    }

    private func place(_ place: Publication) -> HTML {
        let name: HTML =
            "<code>\(place.ref.hasPrefix("refs/heads/") ? String(place.ref.dropFirst(11)) : place.ref)</code>"
        return switch place.outcome {
        case .updated, .present: "<li>on \(name)</li>\n"
        case .moved:
            "<li><span class=\"warm\">The branch has moved on</span>; the result waits on \(name)</li>\n"
        case .refused:
            "<li><span class=\"warm\">Refused</span>: \(place.detail ?? "the remote gave no reason"); the result waits on \(name)</li>\n"
        }
    }

    private func commands(_ result: Run.Result, isTrigger: Bool) -> [String] {
        var commands = result.published.compactMap(\.command)
        if let name = run.report?.experiment {
            // An experiment of a clone's own is there already, but for its data, without which `exp apply` ends with a complaint.
            let isHere = result.published.allSatisfy { $0.ref.hasPrefix("refs/exps/") }
            commands.append(
                isHere
                    ? "dvc exp apply \(name); dvc pull"
                    : "dvc exp pull origin \(name) && dvc exp apply \(name)")
        } else if !isTrigger,
            result.published.contains(where: { $0.outcome == .updated || $0.outcome == .present })
        {
            commands.append("git pull && dvc pull")
        }
        return commands
    }
}
