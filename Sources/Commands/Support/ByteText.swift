import Foundation

/// Sizes as people read them.
enum ByteText {
    /// `0 B`, `812 KiB`, `3.4 MiB`, `120 GiB`.
    static func text(_ bytes: Int) -> String {
        var value = Double(bytes)
        var unit = 0
        while value >= 1023.5, unit < units.count - 1 {
            value /= 1024
            unit += 1
        }
        return String(format: value < 9.95 && unit > 0 ? "%.1f %@" : "%.0f %@", value, units[unit])
    }

    private static let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]
}
