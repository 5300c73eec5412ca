import RunModel

extension RunPage {
    /// All states with their times; of a run that was tried very often the last.
    var history: HTML {
        let shown = run.history.suffix(Self.rowLimit)
        let rows = shown.map { change -> HTML in
            let mood = PageFrame.Mood(state: change.state.name)
            return """
                <tr><td>\(Figures.time(change.time))</td><td class="\(mood.name)">\(change.state.name)</td>\
                <td class="rest">\(change.cause.prefix(1000))</td></tr>

                """
        }
        let columns: HTML =
            "<th scope=\"col\">time</th><th scope=\"col\">state</th><th scope=\"col\">cause</th>"
        let note: HTML? =
            shown.count < run.history.count ? "the last \(shown.count) of \(run.history.count)" : nil
        return section("History", note: note, table("history fit", columns, rows))
    }

    /// The end of the last attempt's log, and how to see all of it.
    var log: HTML {
        let follow: HTML = run.state.isEnded ? "The whole log" : "Follow it"
        let command: HTML = "bunsen runs logs \(run.state.isEnded ? "" : "-f ")\(run.id.text)"
        let hint: HTML =
            "<p class=\"dim\">\(follow) in the terminal of the service's machine:</p>\n<pre class=\"command\"><code>\(command)</code></pre>"
        guard let tail else {
            let why: HTML = run.attempts.isEmpty ? "It has not started yet." : "The log is not there."
            return section("Log", "<p class=\"dim\">\(why)</p>\n\(run.attempts.isEmpty ? "" : hint)")
        }
        let lines = tail.lines.map { line -> HTML in
            switch line {
            case .output(let text): "\(text)\n"
            case .note(let text): "<b>▸ \(text)</b>\n"
            }
        }
        let attempt: HTML = tail.attempt > 1 ? "attempt \(tail.attempt), " : ""
        let amount: HTML =
            tail.isCut
            ? "the last \(Figures.count(lines.count, "line")) of \(Figures.bytes(tail.size))"
            : "all of it"
        let text: HTML =
            lines.isEmpty ? "<p class=\"dim\">Nothing yet.</p>" : "<pre class=\"log\">\(lines)</pre>"
        return section("Log", note: attempt + amount, "\(text)\n\(hint)")
    }
}
