import Foundation
import Testing

/// Set UPDATE_REFERENCE=1 to write the files under Golden instead of comparing them; then look at what changed.
@Suite("Reports of situations that happen")
struct GoldenTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")

    /// What differs first, or nil.
    static func difference(_ text: String, from file: URL) -> String? {
        guard let golden = try? String(contentsOf: file, encoding: .utf8) else { return "there is no \(file.lastPathComponent)" }
        if golden == text { return nil }
        let old = golden.split(separator: "\n", omittingEmptySubsequences: false)
        let new = text.split(separator: "\n", omittingEmptySubsequences: false)
        let line = zip(old, new).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(old.count, new.count)
        return
            "line \(line + 1): \(line < old.count ? String(old[line]) : "its end") | now: \(line < new.count ? String(new[line]) : "its end")"
    }

    @Test("each rendering is as it was looked at", arguments: Situation.all)
    func golden(_ situation: Situation) throws {
        let folder = Self.folder.appending(path: situation.name)
        for name in Rendering.names {
            let text = Rendering.text(situation, as: name)
            let file = folder.appending(path: name)
            if ProcessInfo.processInfo.environment["UPDATE_REFERENCE"] == "1" {
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                try text.write(to: file, atomically: true, encoding: .utf8)
            }
            #expect(Self.difference(text, from: file) == nil, "UPDATE_REFERENCE=1 swift test --filter GoldenTests writes it")
        }
    }

    @Test("every folder is of a situation, and there are twenty at least")
    func complete() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        #expect(Set(folders) == Set(Situation.all.map(\.name)))
        #expect(Set(folders).count == Situation.all.count && folders.count >= 20)
    }

    @Test("a difference of one character is found")
    func canFail() throws {
        let situation = try #require(Situation.all.first)
        let file = Self.folder.appending(path: "\(situation.name)/github.md")
        let text = Rendering.text(situation, as: "github.md")
        #expect(Self.difference(text, from: file) == nil)
        #expect(Self.difference(text.replacing("0.91", with: "0.92"), from: file)?.contains("0.92") == true)
        #expect(Self.difference(text + "x", from: file) != nil)
        #expect(Self.difference(text, from: Self.folder.appending(path: "nowhere.md")) == "there is no nowhere.md")
    }
}
