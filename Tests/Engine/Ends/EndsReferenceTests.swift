import Foundation
import RunModel
import TestKit
import Testing

/// The table of ends in the reference is what the samples say.
@Suite("The reference of ends")
struct EndsReferenceTests {
    private static let file = URL(filePath: Program.checkout).appending(path: "docs/reference/ends.md")

    /// Set UPDATE_REFERENCE=1 to write the file instead of comparing it.
    @Test func `is up to date`() throws {
        if ProcessInfo.processInfo.environment["UPDATE_REFERENCE"] == "1" {
            try Self.markdown.write(to: Self.file, atomically: true, encoding: .utf8)
        }
        #expect(
            try String(contentsOf: Self.file, encoding: .utf8) == Self.markdown,
            "docs/reference/ends.md is old: UPDATE_REFERENCE=1 swift test --filter EndsReferenceTests writes it")
    }

    @Test func `names suites that there are, and every fault`() throws {
        let files = FileManager.default.subpaths(atPath: "\(Program.checkout)/Tests") ?? []
        for sample in EndSample.all {
            guard case .suite(let name) = sample.source else { continue }
            #expect(files.contains { $0.hasSuffix("/\(name).swift") }, "\(name)")
        }
        for fault in Fault.allCases { #expect(EndSample.all.contains { $0.fault == fault }, "\(fault)") }
        for reason in FailureReason.allCases { #expect(Self.markdown.contains("`\(reason.rawValue)`"), "\(reason)") }
    }

    private static var markdown: String {
        var lines = [
            "# Ends: what each executor's evidence is taken for",
            "",
            "Made from the tests: `Tests/Engine/Ends/EndSamples.swift`. What stands in **bold** is produced for real by a suite; the rest is",
            "judged from evidence that was written down. What each reason means, and what to do, is told in",
            "[When a run fails](../guide/when-it-fails.md).",
            "",
            "| What happens | \(EndSample.Place.allCases.map(\.rawValue).joined(separator: " | ")) |",
            "|---|\(EndSample.Place.allCases.map { _ in "---" }.joined(separator: "|"))|",
        ]
        for fault in Fault.allCases {
            let cells = EndSample.Place.allCases.map { cell(fault, $0) }
            lines.append("| \(fault.rawValue) | \(cells.joined(separator: " | ")) |")
        }
        lines += [
            "", "Reasons that come from no job's end: \(others).", "", "## Produced for real", "", "| What happens | Suite |", "|---|---|",
        ]
        for fault in Fault.allCases {
            let suites = EndSample.all.filter { $0.fault == fault }.compactMap { sample -> String? in
                if case .suite(let name) = sample.source { "`\(name)`" } else { nil }
            }
            if !suites.isEmpty { lines.append("| \(fault.rawValue) | \(Set(suites).sorted().joined(separator: ", ")) |") }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func cell(_ fault: Fault, _ place: EndSample.Place) -> String {
        let samples = EndSample.all.filter { $0.fault == fault && $0.place == place }
        let outcomes = Set(samples.map { "`\($0.outcome)`" }).sorted().joined(separator: ", ")
        let isReal = samples.contains { if case .suite = $0.source { true } else { false } }
        return outcomes.isEmpty ? "–" : isReal ? "**\(outcomes)**" : outcomes
    }

    private static var others: String {
        let told = Set(EndSample.all.map { "\($0.outcome)" })
        return FailureReason.allCases.filter { !told.contains($0.rawValue) }.map { "`\($0.rawValue)`" }.joined(separator: ", ")
    }
}
