import Engine
import FoundationEssentials
import RunModel

/// A message as mail (RFC 5322, MIME): plain text, in UTF-8.
struct MailText: Sendable {
    let from: String
    let to: [String]
    let subject: String
    let text: String
    /// Tells this mail from all others; the same one sent twice has the same.
    let id: String
    /// What mails of the same run have in common, so that readers show them together.
    let thread: String
    let date: Date

    var bytes: [UInt8] {
        let host = from.split(separator: "@").last.map(String.init) ?? "localhost"
        let headers = [
            "From: Bunsen <\(from)>", "To: \(to.joined(separator: ", "))", "Subject: \(Self.encoded(subject))", "Date: \(Self.date(date))",
            "Message-ID: <\(id)@\(host)>", "References: <\(thread)@\(host)>", "Auto-Submitted: auto-generated", "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64",
        ]
        let body = Self.lines(Data(text.utf8).base64EncodedString(), of: 76)
        return Array((headers + [""] + body).joined(separator: "\r\n").utf8) + Array("\r\n".utf8)
    }

    /// A header's text: as it is where it is plain ASCII, else in encoded words (RFC 2047), none of them longer than a line may be.
    static func encoded(_ text: String) -> String {
        let line = PlainText.line(text)
        if line.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }), line.utf8.count <= 900 { return line }
        var words: [String] = []
        var bytes: [UInt8] = []
        for character in line {
            let more = Array(String(character).utf8)
            if bytes.count + more.count > 42, !bytes.isEmpty {
                words.append(word(bytes))
                bytes = []
            }
            bytes += more
        }
        words.append(word(bytes))
        return words.joined(separator: "\r\n ")
    }

    private static func word(_ bytes: [UInt8]) -> String { "=?utf-8?B?\(Data(bytes).base64EncodedString())?=" }

    private static func lines(_ text: String, of width: Int) -> [String] {
        var rest = Substring(text)
        var lines: [String] = []
        while !rest.isEmpty {
            lines.append(String(rest.prefix(width)))
            rest = rest.dropFirst(width)
        }
        return lines
    }

    /// RFC 5322 §3.3.
    private static func date(_ date: Date) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let part = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second, .weekday], from: date)
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        func two(_ number: Int?) -> String { (number ?? 0) < 10 ? "0\(number ?? 0)" : "\(number ?? 0)" }
        let day = "\(days[(part.weekday ?? 1) - 1]), \(two(part.day)) \(months[(part.month ?? 1) - 1]) \(part.year ?? 1970)"
        return "\(day) \(two(part.hour)):\(two(part.minute)):\(two(part.second)) +0000"
    }
}
