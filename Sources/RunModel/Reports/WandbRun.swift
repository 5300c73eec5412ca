/// A run of Weights & Biases that a stage has logged to.
package struct WandbRun: Sendable, Hashable, Codable {
    package static let mostInReport = 20

    /// Nil where nobody said: the default of who is logged in.
    package var entity: String?
    package var project: String?
    /// W&B's id of the run.
    package var run: String
    /// Its page; nil of one that was not logged online.
    package var url: String?

    package init(entity: String? = nil, project: String? = nil, run: String, url: String? = nil) {
        self.entity = entity
        self.project = project
        self.run = run
        self.url = url
    }

    /// A report is read from a job's log and from notes, which others can write: an address that is none is left out.
    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        entity = try fields.decodeIfPresent(String.self, forKey: .entity)
        project = try fields.decodeIfPresent(String.self, forKey: .project)
        run = try fields.decode(String.self, forKey: .run)
        url = try fields.decodeIfPresent(String.self, forKey: .url).flatMap { WandbRun(url: $0)?.url }
    }

    /// `lab/digits/1a2b3c4d`, as W&B's own tools name it.
    package var path: String { [entity, project, run].compactMap(\.self).joined(separator: "/") }
}

extension WandbRun {
    /// A run by the address of its page, `https://HOST/ENTITY/PROJECT/runs/ID`. What comes after the path is left out: the
    /// address of an anonymous run has a key there.
    package init?(url text: String) {
        let bare = text.prefix { $0 != "?" && $0 != "#" }
        let parts = bare.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 7, parts[0] == "https:" || parts[0] == "http:", parts[1].isEmpty, !parts[2].isEmpty, !parts[2].contains("@"),
            parts[parts.count - 2] == "runs", parts[3...].allSatisfy({ !$0.isEmpty }), text.utf8.count <= 500,
            bare.unicodeScalars.allSatisfy({
                $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || "-._~%:/".unicodeScalars.contains($0))
            })
        else { return nil }
        self.init(
            entity: parts[parts.count - 4], project: parts[parts.count - 3], run: parts[parts.count - 1], url: String(bare))
    }
}
