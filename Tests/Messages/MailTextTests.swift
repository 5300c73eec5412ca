import Foundation
import Testing

@testable import Messages

@Suite("The text of a mail")
struct MailTextTests {
    private func mail(subject: String = "it failed", text: String = "why\n") -> String {
        let mail = MailText(
            from: "bunsen@lab.example", to: ["a@lab.example", "b@lab.example"], subject: subject, text: text, id: "r-1.2.mail",
            thread: "r-1", date: Date(timeIntervalSince1970: 1_767_323_045))
        return String(decoding: mail.bytes, as: UTF8.self)
    }

    @Test func `has the headers that readers need, and lines that end in CR LF`() {
        let text = mail()
        #expect(text.contains("Date: Fri, 02 Jan 2026 03:04:05 +0000\r\n"))
        #expect(text.contains("Message-ID: <r-1.2.mail@lab.example>\r\nReferences: <r-1@lab.example>\r\n"))
        #expect(text.contains("To: a@lab.example, b@lab.example\r\n"))
        #expect(text.hasSuffix("\r\n\r\n\(Data("why\n".utf8).base64EncodedString())\r\n"))
        #expect(!text.replacing("\r\n", with: "").contains("\n"))
    }

    @Test(
        "a subject from a commit can add no header, and every reader gets it whole",
        arguments: [
            "plain", "two\r\nBcc: thief@example.org", "größer — 実験 🧪 and more of it, so that one encoded word is not enough for it",
            String(repeating: "long ", count: 300),
        ])
    func subjects(subject: String) async throws {
        let text = mail(subject: subject)
        #expect(!text.contains("\nBcc:"))
        let head = try #require(text.components(separatedBy: "\r\n\r\n").first)
        #expect(head.components(separatedBy: "\r\n").allSatisfy { $0.utf8.count <= 998 })
        // As the field's own reader sees it.
        let folded = try #require(head.firstMatch(of: #/Subject: ((?:.|\r\n )*?)\r\n[A-Z]/#)).1
        let words = folded.matches(of: #/=\?utf-8\?B\?([^?]*)\?=/#).map { Data(base64Encoded: String($0.1)) ?? Data() }
        let read = words.isEmpty ? String(folded) : String(decoding: words.reduce(Data(), +), as: UTF8.self)
        #expect(read == subject.replacing("\r\n", with: " "))
    }
}
