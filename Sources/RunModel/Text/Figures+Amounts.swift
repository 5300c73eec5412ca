extension Figures {
    private static let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]

    /// `512 B`, `9.5 MiB`, `120 GiB`: with a tenth below a hundred.
    package static func bytes(_ bytes: Int) -> String {
        var value = Double(max(bytes, 0))
        var unit = 0
        // What would be rounded to 1024 is one of the next unit.
        while value >= 1023.5, unit < units.count - 1 {
            value /= 1024
            unit += 1
        }
        return unit == 0 || value >= 99.95 ? "\(Int(value.rounded())) \(units[unit])" : "\(tenths(value)) \(units[unit])"
    }

    /// What was used of what was asked, in the unit of the latter: `3.1 of 32 GiB`, `300 of 1500 MiB`.
    package static func memory(_ usedKiB: Int, ofMiB asked: Int) -> String {
        let used = Double(usedKiB) / 1024
        guard asked >= 1024, asked.isMultiple(of: 512) else { return "\(Int(used.rounded())) of \(asked) MiB" }
        return "\(tenths(used / 1024)) of \(memory(asked))"
    }

    /// `32 GiB`, `1.5 GiB`, `1500 MiB`.
    package static func memory(_ asked: Int) -> String {
        asked >= 1024 && asked.isMultiple(of: 512) ? "\(number(Double(asked) / 1024)) GiB" : "\(asked) MiB"
    }

    /// A part as a difference, with three digits: `+4.01 %`, `-12 %`, `+0 %`.
    package static func percent(_ part: Double) -> String {
        let percent = part * 100
        guard percent.isFinite else { return "" }
        if abs(percent) >= 1000 { return "\(delta(percent.rounded())) %" }
        var digits = DecimalDigits(abs(percent))
        digits.round(to: 3)
        return "\(percent < 0 ? "-" : "+")\(digits.text) %"
    }

    /// One decimal, always.
    package static func tenths(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
