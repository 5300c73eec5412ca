/// Takes known secrets out of a byte stream, also where one is cut by the border of two chunks.
///
/// Bytes that may be the beginning of a secret are held back until the next chunk, or until ``finish()``.
package struct Redactor: Sendable {
    private let secrets: [[UInt8]]
    private var held: [UInt8] = []
    package static let mark = Array("‹redacted›".utf8)

    /// - Parameter secrets: values of at least four bytes; shorter ones would blank out ordinary text and are ignored.
    ///   A secret of several lines is redacted whole and line by line, because programs print them so.
    package init(secrets: [String]) {
        var all = Set<[UInt8]>()
        for secret in secrets {
            for part in [secret] + secret.split(whereSeparator: \.isNewline).map(String.init) {
                let bytes = Array(part.utf8)
                if bytes.count >= 4 { all.insert(bytes) }
            }
        }
        // The longest first, so that a secret that contains another is taken whole.
        self.secrets = all.sorted { $0.count > $1.count }
    }

    package mutating func feed(_ chunk: some Sequence<UInt8>) -> [UInt8] {
        guard !secrets.isEmpty else { return Array(chunk) }
        held.append(contentsOf: chunk)
        return drain(all: false)
    }

    /// What was held back.
    package mutating func finish() -> [UInt8] { drain(all: true) }

    package func redact(_ text: String) -> String {
        guard !secrets.isEmpty else { return text }
        var copy = self
        copy.held = []
        return String(decoding: copy.feed(Array(text.utf8)) + copy.finish(), as: UTF8.self)
    }

    private mutating func drain(all: Bool) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(held.count)
        var at = 0
        scan: while at < held.count {
            for secret in secrets where held[at] == secret[0] {
                let there = held.count - at
                if there >= secret.count {
                    if held[at..<(at + secret.count)].elementsEqual(secret) {
                        out += Self.mark
                        at += secret.count
                        continue scan
                    }
                } else if !all, held[at...].elementsEqual(secret[..<there]) {
                    break scan
                }
            }
            out.append(held[at])
            at += 1
        }
        held.removeFirst(at)
        return out
    }
}
