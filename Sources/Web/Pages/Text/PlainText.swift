/// Text from outside without what acts on whoever shows it.
package enum PlainText {
    /// Without control characters, line ends and tabs apart, and without what turns the direction of the text around it (which can
    /// make a line read as another than it is). NUL and its like may not stand in HTML at all.
    package static func clean(_ text: String) -> String {
        var kept = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where !isUnwanted(scalar) { kept.append(scalar) }
        return String(kept)
    }

    /// A line of a program's output as a terminal would leave it standing: without colours and other sequences (ECMA-48), and of a
    /// progress bar that writes over itself only the last state.
    package static func line(_ text: String) -> String {
        let scalars = withoutSequences(text.unicodeScalars)
        let last = scalars.split(separator: "\r").last.map(Array.init) ?? []
        var line = String.UnicodeScalarView()
        line.append(contentsOf: last)
        return clean(String(line))
    }

    private static func isUnwanted(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A: false
        case 0x00..<0x20, 0x7F...0x9F: true
        // Marks and overrides of direction, zero widths but the joiners that scripts need, separators, the byte order mark, tags.
        case 0x061C, 0x200B, 0x200E...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF,
            0xE0000...0xE007F:
            true
        default: false
        }
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
