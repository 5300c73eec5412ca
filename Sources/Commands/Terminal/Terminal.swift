import Foundation
import Glibc

/// A stream that people or scripts read: colour and a line in place on a terminal, plain lines elsewhere.
struct Terminal: Sendable {
    enum Stream: Sendable { case output, error }

    let isTerminal: Bool
    let hasColour: Bool
    private let descriptor: Int32

    init(_ stream: Stream, environment: [String: String] = ProcessInfo.processInfo.environment) {
        descriptor = stream == .output ? STDOUT_FILENO : STDERR_FILENO
        isTerminal = isatty(descriptor) == 1 && environment["TERM"] != "dumb"
        // https://no-color.org: set and not empty.
        hasColour = isTerminal && (environment["NO_COLOR"] ?? "").isEmpty
    }

    /// For text that goes elsewhere: no colour, whatever the streams are.
    static let plain = Terminal(.output, environment: ["TERM": "dumb"])

    /// Columns; 80 where nobody says.
    var width: Int {
        var size = winsize()
        return ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
    }

    func line(_ text: String = "") { write(text + "\n") }

    func write(_ text: String) { Self.write(Array(text.utf8), to: descriptor) }

    /// Writes what can be written.
    static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var start = 0
        while start < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + start, bytes.count - start) }
            if count < 0 && errno == EINTR { continue }
            // A reader that has gone (`| head`) is none of our business.
            guard count > 0 else { return }
            start += count
        }
    }

    func dim(_ text: String) -> String { paint(text, "2") }
    func bold(_ text: String) -> String { paint(text, "1") }
    func good(_ text: String) -> String { paint(text, "32") }
    func bad(_ text: String) -> String { paint(text, "31") }
    func warm(_ text: String) -> String { paint(text, "33") }

    /// A run's state in its colour.
    func state(_ name: String) -> String {
        switch name {
        case "succeeded", "cached": good(name)
        case "failed": bad(name)
        case "cancelled", "superseded", "waiting": warm(name)
        default: bold(name)
        }
    }

    private func paint(_ text: String, _ code: String) -> String { hasColour ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text }

    /// Text from outside without what would move the cursor or change colours; tabs stay, and line ends if asked.
    static func plain(_ text: String, keepsLines: Bool = false) -> String {
        var clean = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            let isDirection = (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
            if scalar == "\t" || (keepsLines && scalar == "\n") || !(isControl || isDirection) { clean.append(scalar) }
        }
        return String(clean)
    }
}
