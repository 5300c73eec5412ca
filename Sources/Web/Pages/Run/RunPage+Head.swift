import FoundationEssentials
import RunModel

extension RunPage {
    /// The state, the commit, who asked, and the figures that people look for first.
    var head: HTML {
        let reason: HTML =
            if case .failed(let why) = run.state { "<code class=\"bad\">\(why.rawValue)</code>\n" } else {
                ""
            }
        let stopping: HTML =
            run.cancelRequested && !run.state.isEnded ? "<span class=\"warm\">told to stop</span>\n" : ""
        let title =
            PlainText.clean(run.subject).allSatisfy(\.isWhitespace) ? "(no subject)" : run.subject
        return """
            <header>
            <p class="top"><strong class="badge \(mood.name)">\(run.state.name)</strong>
            \(reason)\(stopping)<span class="dim">\(summary)</span></p>
            <h1><bdi>\(title)</bdi></h1>
            <p class="origin"><strong>\(place)</strong>\(branches) · <code title="\(run.request.sha.text)">\(run.request.sha.short)</code></p>
            <dl class="facts">
            \(sweep)\(facts.map { "<div><dt>\($0.name)</dt><dd>\($0.value)</dd></div>\n" })\(asked)</dl>
            </header>

            """
    }

    /// A path on the service's machine is nobody else's matter.
    private var place: String {
        run.request.repository.isLocal ? run.request.repository.shortName : run.request.repository.text
    }

    private var branches: HTML {
        let names = run.branches.map { branch -> HTML in "<bdi>\(branch.text)</bdi>" }
        return names.isEmpty ? "" : " · \(names.dropFirst().reduce(names[0]) { $0 + ", " + $1 })"
    }

    private var summary: String {
        var facts: [String] = []
        if let report = run.report, run.state.isEnded {
            facts.append("after \(Figures.elapsed(report.times.wallSeconds))")
        }
        if run.state == .running || run.state == .publishing, let seconds = runningSeconds {
            facts.append("for \(Figures.elapsed(seconds))")
        }
        if run.attempts.count > 1 { facts.append("\(run.attempts.count) attempts") }
        return facts.joined(separator: " · ")
    }

    /// Of the attempt that runs, to the full second: tenths would only flicker.
    private var runningSeconds: Double? {
        run.attempts.last?.startedAt.map { max(0, now.timeIntervalSince($0)).rounded(.down) }
    }

    private var facts: [(name: HTML, value: HTML)] {
        var facts: [(name: HTML, value: HTML)] = [
            ("asked by", "\(run.requestedBy ?? "–")"), ("asked at", Figures.time(run.acceptedAt)),
        ]
        if let started = run.attempts.first(where: { $0.startedAt != nil })?.startedAt {
            facts.append(("started", Figures.time(started)))
        }
        if let ended = run.endedAt { facts.append(("ended", Figures.time(ended))) }
        if let executor = run.attempts.last?.executor ?? run.on { facts.append(("on", "\(executor)")) }
        return facts
    }

    private var sweep: HTML {
        guard let sweep = run.sweep else { return "" }
        let parameters = sweep.parameters.map { "\($0.name)=\($0.value)" }.joined(separator: ", ")
        return "<div class=\"wide\"><dt>run \(sweep.number) of sweep</dt><dd><code>\(sweep.id.text)</code> \(parameters)</dd></div>\n"
    }

    /// The command that the commit asks for.
    private var asked: HTML {
        let words = [run.request.experiment ? "dvc exp run" : "dvc repro"] + run.request.dvcArgs
        let command = words.joined(separator: " ")
        return
            "<div class=\"wide\"><dt>command</dt><dd><code>\(command.prefix(2000))</code></dd></div>\n"
    }
}
