import Foundation
import RunModel
import Web

/// Runs as the service shows them, made without one.
enum Samples {
    static let time = Date(timeIntervalSince1970: 1_700_000_000)
    /// Everything that would move a cursor, change a colour or turn the direction of text; no line end.
    static let hostile = "\u{1B}[31mx\u{1B}]0;t\u{7}\u{8}\u{9B}2J\u{0}\u{7F}\u{85}\r\u{202E}\u{2066}y"

    static func run(_ state: String = "succeeded") throws -> RunDocument {
        guard let id = RunID("r-20231114T221320-aaaaaaaa"), let name = RepositoryName("forge.example/a/b"),
            let branch = BranchName("main"), let sha = CommitSHA(String(repeating: "a", count: 40))
        else { throw Malformed(what: "sample", text: state) }
        let run = Run(
            id: id, request: RunRequest(repository: name, sha: sha), cloneURL: "https://forge.example/a/b", destination: .origin,
            branches: [branch], resources: Resources(), deadlineSeconds: 60, subject: "Try it", acceptedAt: time, cause: "pushed to main")
        var document = RunDocument(run)
        document.state = state
        document.attempts = 1
        return document
    }

    /// The same with a report of two minutes.
    static func reported(_ state: String = "succeeded", _ change: (inout Report) -> Void = { _ in }) throws -> RunDocument {
        var document = try run(state)
        guard let name = RepositoryName("forge.example/a/b"), let sha = CommitSHA(document.trigger.commit) else {
            throw Malformed(what: "sample", text: document.trigger.commit)
        }
        var report = Report(
            run: document.id, key: document.key, attempt: 1, outcome: state,
            trigger: Report.Trigger(repository: name, branch: nil, commit: sha, subject: ""), asked: document.resources,
            times: Report.Times(started: time, ended: time + 125))
        change(&report)
        document.report = report
        document.result = report.result.map { result in
            RunDocument.Result(ref: result.ref, commit: result.commit.text, branch: nil, published: result.published)
        }
        return document
    }
}

extension RunDocument.Result {
    init(ref: String, commit: String, branch: String?, published: [Publication]) {
        let empty = #"{"ref":"","commit":"","branch":null,"published":[]}"#
        // Its own way in is the service's; JSON is everybody's.
        guard let made = try? JSONDecoder().decode(Self.self, from: Data(empty.utf8)) else { fatalError("a result is no JSON any more") }
        self = made
        self.ref = ref
        self.commit = commit
        self.branch = branch
        self.published = published
    }
}

extension String {
    /// What a terminal would act on, line ends aside.
    var controls: [Unicode.Scalar] {
        unicodeScalars.filter { $0 != "\n" && $0 != "\t" && ($0.properties.generalCategory == .control || Self.embeddings.contains($0)) }
    }

    private static let embeddings: Set<Unicode.Scalar> = [
        "\u{202A}", "\u{202B}", "\u{202C}", "\u{202D}", "\u{202E}", "\u{2066}", "\u{2067}", "\u{2068}", "\u{2069}",
    ]
}
