/// A line of a program's output.
package enum OutputLine {
    /// As a terminal would leave it standing: without colours and other sequences (ECMA-48), of a progress bar that writes over
    /// itself only the last state, and without what is hidden.
    package static func plain(_ text: String) -> String {
        let last = withoutSequences(text.unicodeScalars).split(separator: "\r").last ?? []
        var line = String.UnicodeScalarView()
        line.append(contentsOf: last)
        return PlainText.clean(String(line))
    }

    private static func withoutSequences(_ text: String.UnicodeScalarView) -> [Unicode.Scalar] {
        var kept: [Unicode.Scalar] = []
        var state = State.text
        for scalar in text {
            switch state {
            case .text: state = State(after: scalar)
            case .escape: state = State(afterEscape: scalar)
            case .control: state = scalar == "\u{1B}" ? .escape : (0x40...0x7E).contains(scalar.value) ? .ended : .control
            // A title or a link ends with BEL or ESC \; a line end that comes first belongs to whoever was cut off.
            case .string:
                state =
                    scalar == "\u{7}" || scalar == "\u{9C}" ? .ended : scalar == "\u{1B}" ? .escape : .string
            case .ended: break
            }
            if state == .text { kept.append(scalar) }
            if state == .ended { state = .text }
        }
        return kept
    }

    private enum State {
        case text, escape, control, string
        /// The character that closes a sequence belongs to it.
        case ended

        init(after scalar: Unicode.Scalar) {
            switch scalar.value {
            case 0x1B: self = .escape
            case 0x9B: self = .control
            case 0x90, 0x9D...0x9F, 0x98: self = .string
            default: self = .text
            }
        }

        init(afterEscape scalar: Unicode.Scalar) {
            switch scalar {
            case "[": self = .control
            case "]", "P", "X", "^", "_": self = .string
            case "\u{1B}": self = .escape
            // Intermediate bytes: `ESC ( B`.
            case " "..."/": self = .escape
            default: self = .ended
            }
        }
    }
}
