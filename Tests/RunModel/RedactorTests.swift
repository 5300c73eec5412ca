import RunModel
import Testing

@Suite("Redaction")
struct RedactorTests {
    @Test("takes a secret out wherever a chunk's border cuts it", arguments: 1...20)
    func borders(size: Int) {
        let text = "before hunter2-hunter2 after, hunter2-hunter and hunter2-hunter2\n"
        var redactor = Redactor(secrets: ["hunter2-hunter2"])
        var out: [UInt8] = []
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: size) {
            out += redactor.feed(bytes[start..<min(start + size, bytes.count)])
        }
        out += redactor.finish()
        #expect(String(decoding: out, as: UTF8.self) == "before ‹redacted› after, hunter2-hunter and ‹redacted›\n")
    }

    @Test("leaves everything as it is without secrets, and ignores ones too short to be any")
    func nothing() {
        #expect(Redactor(secrets: []).redact("abc") == "abc")
        #expect(Redactor(secrets: ["ab", ""]).redact("abc") == "abc")
    }

    @Test("takes a secret of several lines out line by line")
    func lines() {
        #expect(Redactor(secrets: ["first line\nsecond line"]).redact("x second line y") == "x ‹redacted› y")
    }
}
