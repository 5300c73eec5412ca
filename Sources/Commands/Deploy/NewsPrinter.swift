import AWS
import Deployment
import RunModel

/// What a deployment tells: a line an event, for people; with `--json` an object a line, for scripts.
struct NewsPrinter: Sendable {
    let isJSON: Bool
    private let terminal = Terminal(.output)

    init(json: Bool) { isJSON = json }

    func tell(_ news: DeploymentNews) {
        if isJSON {
            try? Output.json(NewsLine(news))
        } else if let line = Self.line(news, terminal) {
            terminal.line(line)
        }
    }

    /// Nil for what is not worth a line.
    static func line(_ news: DeploymentNews, _ terminal: Terminal) -> String? {
        switch news {
        case .begins(let stack, let what): return "\(terminal.bold(stack)) \(what)"
        case .uploaded(_, _, isThere: true): return nil
        case .uploaded(let key, let bytes, isThere: false): return "uploaded \(key) \(terminal.dim("\((bytes + 999) / 1000) kB"))"
        case .note(let text): return Terminal.plain(text)
        case .event(let news):
            let event = news.event
            let status = event.status
            let painted =
                if status.hasSuffix("_FAILED") {
                    terminal.bad(status)
                } else if status.contains("ROLLBACK") {
                    terminal.warm(status)
                } else if status.hasSuffix("_COMPLETE") {
                    terminal.good(status)
                } else {
                    status
                }
            let padding = String(repeating: " ", count: max(0, 19 - status.count))
            let reason = event.reason.map { "  \(terminal.dim(Terminal.plain($0)))" } ?? ""
            let time = event.time.dropFirst(11).prefix(8)
            return "\(time)  \(painted)\(padding)  \(Terminal.plain(news.resource))  \(terminal.dim(event.type))\(reason)"
        }
    }
}

/// What `--json` prints of news.
struct NewsLine: Encodable, Equatable {
    let news: String
    var stack: String?
    var resource: String?
    var type: String?
    var status: String?
    var reason: String?
    var time: String?
    var key: String?
    var bytes: Int?
    var there: Bool?
    var text: String?

    init(_ told: DeploymentNews) {
        switch told {
        case .begins(let stack, let what):
            news = "begins"
            self.stack = stack
            text = what
        case .uploaded(let key, let bytes, let isThere):
            news = "uploaded"
            self.key = key
            self.bytes = bytes
            there = isThere
        case .note(let text):
            news = "note"
            self.text = text
        case .event(let told):
            news = "event"
            stack = told.stack
            resource = told.resource
            type = told.event.type
            status = told.event.status
            reason = told.event.reason
            time = told.event.time
        }
    }
}
