/// Text from outside without what would not be seen, or would change how its surroundings are seen.
package enum PlainText {
    /// Control characters but tab and line end, what turns the direction of writing (and can make a line read as another than it
    /// is), and what has no width.
    package static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A: false
        case 0..<0x20, 0x7F...0x9F: true
        // Marks and overrides of direction, zero widths but the joiners that scripts need, line and paragraph separators, the byte
        // order mark, tags.
        case 0x061C, 0x200B, 0x200E...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xE0000...0xE007F: true
        default: false
        }
    }

    /// Lines, without what is hidden.
    package static func clean(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { !isHidden($0) }))
    }

    /// One line, without what is hidden; line ends and tabs become spaces.
    package static func line(_ text: String) -> String {
        var clean = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar == "\n" || scalar == "\t" || scalar.value == 0x2028 || scalar.value == 0x2029 {
                clean.append(" ")
            } else if !isHidden(scalar) {
                clean.append(scalar)
            }
        }
        return String(clean)
    }

    /// At most so many scalars, the last one an ellipsis where something was cut.
    package static func cut(_ text: String, to limit: Int) -> String {
        guard text.unicodeScalars.count > limit else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.prefix(max(limit - 1, 0)))) + "…"
    }
}
