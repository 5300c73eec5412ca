/// How text from a file stands in a message: short, on one line, and without anything that a terminal obeys.
enum Echo {
    static func quoted(_ text: String) -> String { "“\(plain(text))”" }

    static func plain(_ text: String) -> String {
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(80) {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned:
                shown.append("\u{FFFD}")
            default: shown.append(scalar)
            }
        }
        return String(shown) + (text.unicodeScalars.count > 80 ? "…" : "")
    }
}
