package import Engine
package import FoundationEssentials
package import RunModel

/// The page of a run: where it stands, what it came to, and how to go on from there.
package struct RunPage: Sendable {
    let run: Run
    let progress: JobProgress?
    /// Why it waits, in the queue or at its executor, in words.
    let queueReason: String?
    let tail: LogTail?
    /// Of the link by which the page was opened.
    let signature: String?
    let now: Date
    /// Seconds between two looks at a run that goes on.
    static let refresh = 5
    /// More rows than that, nobody reads on a page.
    static let rowLimit = 200

    package init(
        _ run: Run, progress: JobProgress? = nil, queueReason: String? = nil, tail: LogTail? = nil,
        signature: String? = nil, now: Date
    ) {
        self.run = run
        self.progress = run.state.isActive ? progress : nil
        self.queueReason = run.state.isEnded ? nil : queueReason
        self.tail = tail
        self.signature = signature
        self.now = now
    }

    package var html: HTML {
        let title =
            "\(run.state.name) · \(run.request.repository.shortName)@\(run.request.sha.short) · \(run.subject.prefix(100))"
        return PageFrame(title: title, mood: mood, refresh: run.state.isEnded ? nil : Self.refresh)
            .page(content)
    }

    var mood: PageFrame.Mood { PageFrame.Mood(state: run.state.name) }

    private var content: HTML {
        let outcome = head + headline + standing + failure
        let changes = metrics + params + data + plots + tracked + custom + stages
        return outcome + changes + resources + remarks + result + history + log + foot
    }

    private var foot: HTML {
        let loads: HTML =
            run.state.isEnded
            ? "" : " · loads itself anew every \(Self.refresh) s until the run has ended"
        return "<footer>Bunsen · run <code>\(run.id.text)</code>\(loads)</footer>"
    }

    // What all sections are made of.

    func section(_ title: HTML, note: HTML? = nil, _ body: HTML) -> HTML {
        let small: HTML = note.map { " <small>\($0)</small>" } ?? ""
        return "<section>\n<h2>\(title)\(small)</h2>\n\(body)\n</section>\n"
    }

    func table(_ kind: HTML, _ columns: HTML, _ rows: [HTML]) -> HTML {
        "<div class=\"scroll\"><table class=\"\(kind)\">\n<thead><tr>\(columns)</tr></thead>\n\(rows)</table></div>"
    }

    func more(_ count: Int) -> HTML {
        guard count > Self.rowLimit else { return "" }
        return
            "<p class=\"dim\">and \(count - Self.rowLimit) more: <code>bunsen runs show --json \(run.id.text)</code> has them all</p>"
    }
}
