/// What every page has around its content.
struct PageFrame {
    var title: String
    var mood = Mood.neutral
    /// Seconds after which the page is loaded anew; nil where it does not change any more.
    var refresh: Int?

    func page(_ content: HTML) -> HTML {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="referrer" content="no-referrer">
        <meta name="robots" content="noindex, nofollow">
        \(refresh.map { "<meta http-equiv=\"refresh\" content=\"\($0)\">\n" } ?? "" as HTML)<title>\(title)</title>
        <link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ccircle cx='8' cy='8' r='6' fill='%23\(
            mood.dot)'/%3E%3C/svg%3E">
        <style>\(PageStyle.sheet)</style>
        </head>
        <body>
        <main>
        \(content)
        </main>
        </body>
        </html>

        """
    }

    /// How a state is to be taken; the state itself always stands there as a word.
    enum Mood {
        case good, bad, warm, live, neutral

        init(state: String) {
            self =
                switch state {
                case "succeeded", "cached": .good
                case "failed": .bad
                case "cancelled", "superseded", "waiting": .warm
                case "submitted", "running", "publishing": .live
                default: .neutral
                }
        }

        /// The class in the style sheet.
        var name: HTML {
            switch self {
            case .good: "good"
            case .bad: "bad"
            case .warm: "warm"
            case .live: "live"
            case .neutral: "neutral"
            }
        }

        /// Of the dot in the browser's tab.
        fileprivate var dot: HTML {
            switch self {
            case .good: "2da44e"
            case .bad: "d1242f"
            case .warm: "bf8700"
            case .live: "0969da"
            case .neutral: "818b98"
            }
        }
    }
}
