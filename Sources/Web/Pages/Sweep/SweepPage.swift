package import RunModel

/// The page of a sweep: how far it is, its best run, and all its runs by rank.
package struct SweepPage: Sendable {
    private let sweep: Sweep
    private let board: Leaderboard
    private let document: SweepDocument
    /// Where a run's page is.
    private let path: @Sendable (RunID) -> String
    /// Seconds between two looks at a sweep that goes on.
    private static let refresh = 5
    private static let rowLimit = 1000

    package init(_ sweep: Sweep, _ board: Leaderboard, path: @escaping @Sendable (RunID) -> String) {
        self.sweep = sweep
        self.board = board
        self.path = path
        document = SweepDocument(sweep, board)
    }

    package var html: HTML {
        let title = "\(document.state) · sweep of \(sweep.repository.shortName)@\(sweep.sha.short) · \(sweep.subject.prefix(100))"
        return PageFrame(title: title, mood: mood, refresh: document.isEnded ? nil : Self.refresh)
            .page(head + progress + best + problem + remarks + table + next + foot)
    }

    private var mood: PageFrame.Mood {
        switch document.state {
        case "running", "preparing": .live
        case let state: PageFrame.Mood(state: state)
        }
    }

    private var head: HTML {
        let stopping: HTML = sweep.cancelRequested && !document.isEnded ? "<span class=\"warm\">told to stop</span>\n" : ""
        let title = PlainText.clean(sweep.subject).allSatisfy(\.isWhitespace) ? "(no subject)" : sweep.subject
        let place = sweep.repository.isLocal ? sweep.repository.shortName : sweep.repository.text
        let branch: HTML = sweep.branches.first.map { " · <bdi>\($0.text)</bdi>" } ?? ""
        let command = (["dvc exp run"] + sweep.args).joined(separator: " ")
        let options: HTML =
            document.options.isEmpty ? "" : "<div><dt>options</dt><dd><code>\(document.options)</code></dd></div>\n"
        return """
            <header>
            <p class="top"><strong class="badge \(mood.name)">\(document.state)</strong>
            \(stopping)<span class="dim">sweep of \(Figures.count(board.counts.all, "run"))</span></p>
            <h1><bdi>\(title)</bdi></h1>
            <p class="origin"><strong>\(place)</strong>\(branch) · <code title="\(sweep.sha.text)">\(sweep.sha.short)</code></p>
            <dl class="facts">
            <div><dt>asked by</dt><dd>\(sweep.requestedBy ?? "–")</dd></div>
            <div><dt>asked at</dt><dd>\(Figures.time(sweep.acceptedAt))</dd></div>
            \(options)<div class="wide"><dt>command</dt><dd><code>\(command.prefix(2000))</code></dd></div>
            </dl>
            </header>

            """
    }

    private var progress: HTML {
        let counts = board.counts
        guard counts.all > 0 else { return "" }
        let words: [(Int, HTML)] = [
            (counts.succeeded, "<span class=\"good\">\(counts.succeeded) succeeded</span>"),
            (counts.failed, "<span class=\"bad\">\(counts.failed) failed</span>"),
            (counts.cancelled, "<span class=\"warm\">\(counts.cancelled) cancelled</span>"),
            (counts.running, "<span class=\"live\">\(counts.running) running</span>"), (counts.waiting, "\(counts.waiting) waiting"),
        ]
        let parts = words.filter { $0.0 > 0 }.map { part -> HTML in "<li>\(part.1)</li>\n" }
        let bar: HTML =
            document.isEnded
            ? "" : "<progress value=\"\(counts.ended)\" max=\"\(counts.all)\" aria-label=\"runs that have ended\"></progress>\n"
        return "<ul class=\"movers\">\n\(parts)</ul>\n\(bar)"
    }

    private var best: HTML {
        guard let best = board.best, let metric = best.metric else { return "" }
        let parameters = best.standing.parameters.map { parameter -> HTML in "<code>\(parameter.name)=\(parameter.value)</code> " }
        return """
            <section>
            <h2>Best <small>\(board.goal == .max ? "highest" : "lowest") \(metric.name)</small></h2>
            <p><strong>\(Figures.value(metric.after))</strong> \(metric.difference) with \(parameters)</p>
            </section>

            """
    }

    private var problem: HTML {
        guard let problem = sweep.problem else { return "" }
        return "<div class=\"note bad\"><h2>It has no runs</h2><p class=\"message\">\(problem)</p></div>\n"
    }

    private var remarks: HTML {
        let items = board.remarks.map { remark -> HTML in "<li>\(HTML.sentence(remark))</li>\n" }
        return items.isEmpty ? "" : "<div class=\"note\"><ul>\n\(items)</ul></div>\n"
    }

    private var table: HTML {
        guard !board.rows.isEmpty else { return "" }
        let parameters = board.parameters.map { name -> HTML in "<th scope=\"col\" class=\"number\">\(name)</th>" }
        let metric: HTML =
            board.metric.map { "<th scope=\"col\" class=\"number\">\($0.name)</th><th scope=\"col\" class=\"number\">Δ</th>" } ?? ""
        let rows = board.rows.prefix(Self.rowLimit).map(row)
        let more = board.rows.count - rows.count
        let note: HTML =
            more > 0 ? "<p class=\"dim\">and \(more) more: <code>bunsen sweep show --json \(sweep.id.text)</code> has them all</p>\n" : ""
        return """
            <section>
            <h2>Runs <small>by rank</small></h2>
            <div class="scroll"><table class="board">
            <thead><tr><th scope="col" class="number">#</th>\(parameters)\(metric)<th scope="col">state</th>\
            <th scope="col" class="number">time</th><th scope="col">run</th></tr></thead>
            \(Array(rows))</table></div>
            \(note)</section>

            """
    }

    private func row(_ row: Leaderboard.Row) -> HTML {
        let standing = row.standing
        let rank: HTML = row.rank.map { "\($0)" } ?? ""
        let values = board.parameters.map { name -> HTML in "<td class=\"number\">\(row.value(name) ?? "")</td>" }
        var metric: HTML = ""
        if board.metric != nil {
            let value = row.rank == nil ? "" : Figures.value(row.metric?.after)
            let shown: HTML = row.isBest ? "<strong>\(value)</strong>" : "\(value)"
            metric = "<td class=\"number\">\(shown)</td><td class=\"number\">\(row.rank == nil ? "" : row.metric?.difference ?? "")</td>"
        }
        let word = standing.reason.map { "\(standing.state): \($0.rawValue)" } ?? standing.state
        let number: HTML = row.isBest ? "<strong class=\"good\">\(rank)</strong>" : rank
        return """
            <tr><td class="number">\(number)</td>\(values)\(metric)\
            <td><span class="\(PageFrame.Mood(state: standing.state).name)">\(word)</span></td>\
            <td class="number">\(standing.seconds.map(Figures.elapsed) ?? "")</td>\
            <td><a href="\(path(standing.run))">\(standing.experiment ?? standing.run.text)</a></td></tr>

            """
    }

    private var next: HTML {
        guard document.isEnded, board.counts.all > 0 else { return "" }
        var commands: [HTML] = []
        if let best = board.best?.standing.experiment {
            commands.append(
                "<p>Bring the best one home:</p>\n<pre class=\"command\">dvc exp pull origin \(best) &amp;&amp; dvc exp apply \(best)</pre>\n"
            )
        }
        if board.counts.failed + board.counts.cancelled > 0 {
            commands.append("<p>Once more what has no result:</p>\n<pre class=\"command\">bunsen sweep retry \(sweep.id.text)</pre>\n")
        }
        return commands.isEmpty ? "" : "<section>\n<h2>What next</h2>\n\(commands)</section>\n"
    }

    private var foot: HTML {
        let loads: HTML = document.isEnded ? "" : " · loads itself anew every \(Self.refresh) s until the sweep has ended"
        return "<footer>Bunsen · sweep <code>\(sweep.id.text)</code>\(loads)</footer>"
    }
}
